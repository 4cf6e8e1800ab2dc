/* SPDX-License-Identifier: MIT */
#include "api/descriptor.h"

#include <string.h>

/* Longer than any that is kept: what the control word and four parts of 64 KiB can take. */
#define DESCRIPTOR_BYTES_MAX 0x50000u

static DWORD relative_size(PSECURITY_DESCRIPTOR descriptor, bool relative)
{
    DWORD size = 0;
    if (relative)
        return GetSecurityDescriptorLength(descriptor);
    (void)MakeSelfRelativeSD(descriptor, NULL, &size);
    return size;
}

base_error api_descriptor_read(PSECURITY_DESCRIPTOR given, struct base_buffer *bytes,
                               struct engine_descriptor *out)
{
    static const uint8_t NOTHING = 0;
    SECURITY_DESCRIPTOR_CONTROL control = 0;
    DWORD revision = 0;

    *out = (struct engine_descriptor){NULL, 0};
    if (given == NULL)
        return BASE_ERROR_SUCCESS;
    out->data = &NOTHING;
    if (!IsValidSecurityDescriptor(given) ||
        !GetSecurityDescriptorControl(given, &control, &revision))
        return BASE_ERROR_SUCCESS;
    bool relative = (control & SE_SELF_RELATIVE) != 0;
    DWORD size = relative_size(given, relative);
    if (size == 0 || size > DESCRIPTOR_BYTES_MAX)
        return BASE_ERROR_SUCCESS;
    base_error error = base_buffer_append_zero(bytes, size);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    if (relative)
        memcpy(bytes->data, given, size);
    else if (!MakeSelfRelativeSD(given, bytes->data, &size))
        return BASE_ERROR_SUCCESS;
    *out = (struct engine_descriptor){bytes->data, size};
    return BASE_ERROR_SUCCESS;
}
