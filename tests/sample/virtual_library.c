/* SPDX-License-Identifier: MIT */
/*
 * The person beside the demonstration's library: sets up a virtual library of 12 slots, 2 drives
 * and a port, with four data cartridges and a cleaner on the shelf that is laid into the port; or
 * tells what the library really holds.
 *
 *     virtual_library build
 *     virtual_library show
 */
#include "vtl/client.h"

#include <stdio.h>
#include <string.h>

static int report(const char *what, uint32_t error)
{
    if (error != 0)
        fprintf(stderr, "%s: error %u\n", what, (unsigned)error);
    return error != 0;
}

static int build(vtl_handle handle)
{
    struct vtl_client_library library;
    vtl_config_default(&library, 0);
    library.slots = 12;
    library.drives = 2;
    library.ports = 1;
    library.move_ms = 300;
    library.load_ms = 200;
    library.unload_ms = 200;
    library.cleaning_ms = 2000;
    library.cartridges = "s0=A00000L4,data\ns1=A00001L4,data\ns2=A00002L4,data\n"
                         "s3=A00003L4,data\np0=CLN001L4,cleaner,uses=20\n";
    return report("cannot build the virtual library", vtl_build(handle, &library, 1, NULL, 0));
}

static int show(vtl_handle handle)
{
    static const char *const places[] = {"shelf", "robot", "slot", "port", "drive"};
    struct vtl_dump dump;
    uint32_t error = vtl_dump_read(handle, &dump);
    if (error != 0)
        return report("cannot look into the virtual library", error);
    printf("what the device holds:\n");
    for (uint32_t i = 0; i < dump.header->cartridges; i++) {
        const struct vtl_dump_cartridge *cartridge = &dump.cartridges[i];
        printf("  %-8s in %s %u", cartridge->barcode, places[cartridge->place.type % 5],
               (unsigned)cartridge->place.number);
        if (cartridge->kind != 0)
            printf(", cleaner with %u uses left", (unsigned)cartridge->uses_left);
        printf("\n");
    }
    for (uint32_t i = 0; i < dump.header->drives; i++)
        printf("  drive %u was cleaned %u times\n", (unsigned)dump.drives[i].drive,
               (unsigned)dump.drives[i].cleanings);
    vtl_dump_free(&dump);
    return 0;
}

int main(int argc, char **argv)
{
    vtl_handle handle;
    if (argc != 2 || (strcmp(argv[1], "build") != 0 && strcmp(argv[1], "show") != 0)) {
        fprintf(stderr, "usage: virtual_library build | show\n");
        return 2;
    }
    uint32_t error = vtl_open(&handle);
    if (error != 0)
        return report("the virtual library is not loaded", error);
    int result = strcmp(argv[1], "build") == 0 ? build(handle) : show(handle);
    vtl_close(handle);
    return result;
}
