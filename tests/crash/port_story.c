/* SPDX-License-Identifier: MIT */
#include "stories.h"

enum { PORTS = 2 };

static const char *const inside[PORTS] = {"A00000L4", "A00001L4"};
static const char *const outside[PORTS] = {"A00005L4", "A00006L4"};

/* ---- the operator ---- */

static BOOL is_open(uint32_t port)
{
    return world_read(&world.ports[port], NTMS_IEPORT).Info.IEPort.Position ==
           NTMS_PORTPOSITION_EXTENDED;
}

static BOOL is_outside(const char *barcode)
{
    struct vtl_dump dump;
    assert_int_equal(vtl_dump_read(world.vtl, &dump), 0);
    const struct vtl_dump_cartridge *found = vtl_dump_by_barcode(&dump, barcode);
    BOOL result = found != NULL && found->place.type == VTL_OUTSIDE;
    vtl_dump_free(&dump);
    return result;
}

static BOOL is_over(DWORD operation)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(&world.library, NTMS_LIBREQUEST, list);
    for (DWORD i = 0; i < count; i++) {
        NTMS_LIBREQUESTINFORMATIONW request = world_request_read(&list[i]);
        if (request.OperationCode == operation &&
            (request.State == NTMS_LM_QUEUED || request.State == NTMS_LM_INPROCESS ||
             request.State == NTMS_LM_WAITING))
            return FALSE;
    }
    return TRUE;
}

/* Takes what lies in open ports, until there is no eject any more. The port may be shut under the
 * operator's hand; then he comes again. */
static BOOL take_all(void *context)
{
    struct vtl_dump_cartridge cartridge;
    (void)context;
    for (uint32_t i = 0; i < PORTS; i++) {
        if (is_open(i) && world_device_at(world_port(i), &cartridge))
            (void)vtl_move(world.vtl, world_port(i), vtl_place(0, VTL_OUTSIDE, 0), 0);
    }
    return is_over(NTMS_LM_EJECT);
}

/* Brings what is outside, then says that there is no more, until there is no inject any more. A
 * port that a dead process left open is none of this inject's. */
static BOOL bring_all(void *context)
{
    NTMS_GUID operation;
    BOOL open = world_find_request(NTMS_LM_INJECT, &operation) &&
                world_request_read(&operation).State != NTMS_LM_QUEUED;
    (void)context;
    if (is_over(NTMS_LM_INJECT))
        return TRUE;
    for (uint32_t i = 0; i < PORTS; i++) {
        open = open && is_open(i);
        if (open && is_outside(outside[i]))
            (void)vtl_move_from_shelf(world.vtl, outside[i], world_port(i));
    }
    if (open) {
        DWORD error = InjectNtmsMedia(world.session, &world.library, &operation, NTMS_INJECT_STOP);
        assert_true(error == ERROR_SUCCESS || error == ERROR_INVALID_OPERATION);
    }
    return FALSE;
}

void story_serve_eject(void)
{
    world_wait(take_all, NULL, "every ejected cartridge taken");
}

void story_serve_inject(void)
{
    world_wait(bring_all, NULL, "everything brought in");
}

/* ---- two cartridges of one call go out ---- */

static void prepare_eject(void)
{
}

/* Its row; FALSE when the library has no such cartridge. */
static BOOL find_medium(const char *barcode, NTMS_GUID *id)
{
    WCHAR wide[16] = {0};
    NTMS_GUID list[WORLD_LIST];
    for (size_t i = 0; barcode[i] != '\0' && i < 15; i++)
        wide[i] = (WCHAR)barcode[i];
    DWORD count = world_list(&world.library, NTMS_PHYSICAL_MEDIA, list);
    for (DWORD i = 0; i < count; i++) {
        NTMS_PMIDINFORMATIONW row = world_read(&list[i], NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
        if (wcscmp((const wchar_t *)row.szBarCode, (const wchar_t *)wide) == 0) {
            *id = list[i];
            return TRUE;
        }
    }
    return FALSE;
}

static void eject(const char *const barcodes[PORTS])
{
    NTMS_GUID operation = world_null_guid;
    uint32_t collected = 0;
    for (uint32_t i = 0; i < PORTS; i++) {
        NTMS_GUID medium = world_null_guid;
        if (!find_medium(barcodes[i], &medium))
            continue;
        assert_int_equal(EjectNtmsMedia(world.session, &medium, NULL, NTMS_EJECT_QUEUE), 0);
        collected++;
    }
    if (collected > 0)
        assert_int_equal(EjectNtmsMedia(world.session, NULL, &operation, NTMS_EJECT_START), 0);
    story_serve_eject();
}

static void tell_eject(void)
{
    eject(inside);
}

static void eject_again(const struct story *story)
{
    (void)story;
    world_settle();
    eject(inside);
    for (uint32_t i = 0; i < PORTS; i++)
        assert_true(is_outside(inside[i]));
}

/* ---- two come in with one turn ---- */

static void prepare_inject(void)
{
    for (uint32_t i = 0; i < PORTS; i++)
        assert_int_equal(vtl_insert_data(world.vtl, vtl_place(0, VTL_OUTSIDE, 0), outside[i]), 0);
}

static void tell_inject(void)
{
    NTMS_GUID operation = world_null_guid;
    assert_int_equal(InjectNtmsMedia(world.session, &world.library, &operation, NTMS_INJECT_START),
                     0);
    story_serve_inject();
    world_settle();
}

/* What came in goes out again; nothing that is left in a port is lost by the next inject. */
static void inject_again(const struct story *story)
{
    (void)story;
    world_settle();
    tell_inject();
    eject(outside);
    for (uint32_t i = 0; i < PORTS; i++)
        assert_true(is_outside(outside[i]));
}

const struct story story_eject_media = {.name = "eject-media",
                                        .prepare = prepare_eject,
                                        .tell = tell_eject,
                                        .go_on = eject_again,
                                        .ports = PORTS};
const struct story story_inject_media = {.name = "inject-media",
                                         .prepare = prepare_inject,
                                         .tell = tell_inject,
                                         .go_on = inject_again,
                                         .ports = PORTS};
