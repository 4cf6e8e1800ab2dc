/* SPDX-License-Identifier: MIT */
#include "exports.h"

#include "api/not_implemented.h"

#define ALONE(name, count, parameters) {#name, count, EXPORTS_ALONE, FALSE},

const struct exports_entry exports_list[] = {
    {"CloseNtmsSession", 1, EXPORTS_SESSION, TRUE},
    {"EnumerateNtmsObject", 6, EXPORTS_SESSION, TRUE},
    {"GetNtmsObjectInformationA", 3, EXPORTS_SESSION, TRUE},
    {"GetNtmsObjectInformationW", 3, EXPORTS_SESSION, TRUE},
    {"CleanNtmsDrive", 2, EXPORTS_SESSION, TRUE},
    {"ReserveNtmsCleanerSlot", 3, EXPORTS_SESSION, TRUE},
    {"ReleaseNtmsCleanerSlot", 2, EXPORTS_SESSION, TRUE},
    {"InjectNtmsCleaner", 5, EXPORTS_SESSION, TRUE},
    {"EjectNtmsCleaner", 4, EXPORTS_SESSION, TRUE},
    {"CreateNtmsMediaPoolA", 6, EXPORTS_SESSION, TRUE},
    {"CreateNtmsMediaPoolW", 6, EXPORTS_SESSION, TRUE},
    {"GetNtmsMediaPoolNameA", 4, EXPORTS_SESSION, TRUE},
    {"GetNtmsMediaPoolNameW", 4, EXPORTS_SESSION, TRUE},
    {"DeleteNtmsMediaPool", 2, EXPORTS_SESSION, TRUE},
    {"MoveToNtmsMediaPool", 3, EXPORTS_SESSION, TRUE},
    {"AddNtmsMediaType", 3, EXPORTS_SESSION, TRUE},
    {"DeleteNtmsMediaType", 3, EXPORTS_SESSION, TRUE},
    {"ChangeNtmsMediaType", 3, EXPORTS_SESSION, TRUE},
    {"SubmitNtmsOperatorRequestA", 6, EXPORTS_SESSION, TRUE},
    {"SubmitNtmsOperatorRequestW", 6, EXPORTS_SESSION, TRUE},
    {"WaitForNtmsOperatorRequest", 3, EXPORTS_SESSION, TRUE},
    {"CancelNtmsOperatorRequest", 2, EXPORTS_SESSION, TRUE},
    {"SatisfyNtmsOperatorRequest", 2, EXPORTS_SESSION, TRUE},
    {"CancelNtmsLibraryRequest", 2, EXPORTS_SESSION, TRUE},
    {"GetNtmsRequestOrder", 3, EXPORTS_SESSION, TRUE},
    {"SetNtmsRequestOrder", 3, EXPORTS_SESSION, TRUE},
    {"DeleteNtmsRequests", 4, EXPORTS_SESSION, TRUE},
    {"ExportNtmsDatabase", 1, EXPORTS_SESSION, TRUE},
    {"ImportNtmsDatabase", 1, EXPORTS_SESSION, TRUE},
    {"SetNtmsObjectInformationA", 3, EXPORTS_SESSION, TRUE},
    {"SetNtmsObjectInformationW", 3, EXPORTS_SESSION, TRUE},
    {"GetNtmsObjectSecurity", 7, EXPORTS_SESSION, TRUE},
    {"SetNtmsObjectSecurity", 5, EXPORTS_SESSION, TRUE},
    {"AllocateNtmsMedia", 7, EXPORTS_SESSION, TRUE},
    {"DeallocateNtmsMedia", 3, EXPORTS_SESSION, TRUE},
    {"SwapNtmsMedia", 3, EXPORTS_SESSION, TRUE},
    {"SetNtmsMediaComplete", 2, EXPORTS_SESSION, TRUE},
    {"DecommissionNtmsMedia", 2, EXPORTS_SESSION, TRUE},
    {"DeleteNtmsMedia", 2, EXPORTS_SESSION, TRUE},
    {"CreateNtmsMediaA", 4, EXPORTS_SESSION, TRUE},
    {"CreateNtmsMediaW", 4, EXPORTS_SESSION, TRUE},
    {"UpdateNtmsOmidInfo", 5, EXPORTS_SESSION, TRUE},
    {"MountNtmsMedia", 8, EXPORTS_SESSION, TRUE},
    {"DismountNtmsMedia", 4, EXPORTS_SESSION, TRUE},
    {"InventoryNtmsLibrary", 3, EXPORTS_SESSION, TRUE},
    {"BeginNtmsDeviceChangeDetection", 2, EXPORTS_SESSION, TRUE},
    {"SetNtmsDeviceChangeDetection", 5, EXPORTS_SESSION, TRUE},
    {"EndNtmsDeviceChangeDetection", 2, EXPORTS_SESSION, TRUE},
    {"AccessNtmsLibraryDoor", 3, EXPORTS_SESSION, TRUE},
    {"EjectNtmsMedia", 4, EXPORTS_SESSION, TRUE},
    {"InjectNtmsMedia", 4, EXPORTS_SESSION, TRUE},
    {"DismountNtmsDrive", 2, EXPORTS_SESSION, TRUE},
    {"EnableNtmsObject", 3, EXPORTS_SESSION, TRUE},
    {"DisableNtmsObject", 3, EXPORTS_SESSION, TRUE},
    {"DeleteNtmsLibrary", 2, EXPORTS_SESSION, TRUE},
    {"DeleteNtmsDrive", 2, EXPORTS_SESSION, TRUE},
    {"IdentifyNtmsSlot", 3, EXPORTS_SESSION, TRUE},
    {"EjectDiskFromSADriveA", 7, EXPORTS_ALONE, TRUE},
    {"EjectDiskFromSADriveW", 7, EXPORTS_ALONE, TRUE},
    {"GetVolumesFromDriveA", 3, EXPORTS_ALONE, TRUE},
    {"GetVolumesFromDriveW", 3, EXPORTS_ALONE, TRUE},
    {"GetNtmsObjectAttributeA", 6, EXPORTS_SESSION, TRUE},
    {"GetNtmsObjectAttributeW", 6, EXPORTS_SESSION, TRUE},
    {"SetNtmsObjectAttributeA", 6, EXPORTS_SESSION, TRUE},
    {"SetNtmsObjectAttributeW", 6, EXPORTS_SESSION, TRUE},
    {"GetNtmsUIOptionsA", 5, EXPORTS_SESSION, TRUE},
    {"GetNtmsUIOptionsW", 5, EXPORTS_SESSION, TRUE},
    {"SetNtmsUIOptionsA", 5, EXPORTS_SESSION, TRUE},
    {"SetNtmsUIOptionsW", 5, EXPORTS_SESSION, TRUE},
    {"OpenNtmsNotification", 2, EXPORTS_HANDLE, TRUE},
    {"WaitForNtmsNotification", 3, EXPORTS_NOTIFICATION, TRUE},
    {"CloseNtmsNotification", 1, EXPORTS_NOTIFICATION, TRUE},
    /* clang-format off */
    API_NOT_IMPLEMENTED_ALONE(ALONE)
    /* clang-format on */
};
const size_t exports_count = sizeof exports_list / sizeof exports_list[0];

typedef UINT_PTR word;
typedef word(WINAPI *function_1)(word);
typedef word(WINAPI *function_2)(word, word);
typedef word(WINAPI *function_3)(word, word, word);
typedef word(WINAPI *function_4)(word, word, word, word);
typedef word(WINAPI *function_5)(word, word, word, word, word);
typedef word(WINAPI *function_6)(word, word, word, word, word, word);
typedef word(WINAPI *function_7)(word, word, word, word, word, word, word);
typedef word(WINAPI *function_8)(word, word, word, word, word, word, word, word);

static word call(FARPROC address, int arguments, word first)
{
    void (*any)(void) = (void (*)(void))address;
    switch (arguments) {
    case 1:
        return ((function_1)any)(first);
    case 2:
        return ((function_2)any)(first, 0);
    case 3:
        return ((function_3)any)(first, 0, 0);
    case 4:
        return ((function_4)any)(first, 0, 0, 0);
    case 5:
        return ((function_5)any)(first, 0, 0, 0, 0);
    case 6:
        return ((function_6)any)(first, 0, 0, 0, 0, 0);
    case 7:
        return ((function_7)any)(first, 0, 0, 0, 0, 0, 0);
    default:
        return ((function_8)any)(first, 0, 0, 0, 0, 0, 0, 0);
    }
}

DWORD exports_call(const struct exports_entry *entry, HANDLE handle)
{
    FARPROC address = GetProcAddress(GetModuleHandleA("ntmsapi.dll"), entry->name);
    if (address == NULL)
        return 0xFFFFFFFF;
    SetLastError(0xDEADBEEF);
    word result = call(address, entry->arguments, (word)handle);
    if (entry->kind != EXPORTS_HANDLE)
        return (DWORD)result;
    return (HANDLE)result == INVALID_HANDLE_VALUE ? GetLastError() : ERROR_SUCCESS;
}
