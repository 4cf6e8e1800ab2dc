/* SPDX-License-Identifier: MIT */
/* Inventories: of what hands have put elsewhere, and by labels. */
#include "stories.h"

static void inventory(DWORD action)
{
    assert_int_equal(InventoryNtmsLibrary(world.session, &world.library, action), ERROR_SUCCESS);
}

static BOOL is_over(void *context)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(&world.library, NTMS_LIBREQUEST, list);
    (void)context;
    for (DWORD i = 0; i < count; i++) {
        NTMS_LIBREQUESTINFORMATIONW request = world_request_read(&list[i]);
        if (request.OperationCode == NTMS_LM_INVENTORY &&
            (request.State == NTMS_LM_QUEUED || request.State == NTMS_LM_INPROCESS ||
             request.State == NTMS_LM_WAITING))
            return FALSE;
    }
    return TRUE;
}

void story_await_inventory(void)
{
    world_wait(is_over, NULL, "every inventory ended");
    world_settle();
}

static BOOL everything_is_home(void *context)
{
    (void)context;
    return world_sql_number("SELECT count(*) FROM physical_media WHERE media_state <> 0 OR"
                            " location_type <> 16",
                            NULL) == 0;
}

/* What the library does by itself when it is new is over. */
static void prepare_home(void)
{
    world_wait(everything_is_home, NULL, "every cartridge is home");
    world_settle();
}

static void inventory_again(const struct story *story, DWORD action)
{
    NTMS_GUID request;
    (void)story;
    world_settle();
    inventory(action);
    request = world_request(NTMS_LM_INVENTORY);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    world_settle();
    world_wait(everything_is_home, NULL, "every cartridge is home");
}

/* ---- of what hands have put elsewhere ---- */

static void tell_look(void)
{
    assert_int_equal(vtl_move(world.vtl, world_slot(0), world_slot(5), 0), 0);
    assert_int_equal(vtl_move(world.vtl, world_slot(1), world_slot(0), 0), 0);
    inventory(NTMS_INVENTORY_FAST);
    story_await_inventory();
}

static void look_again(const struct story *story)
{
    inventory_again(story, NTMS_INVENTORY_FAST);
}

/* ---- by labels ---- */

static void tell_read(void)
{
    inventory(NTMS_INVENTORY_OMID);
    story_await_inventory();
}

static void read_again(const struct story *story)
{
    inventory_again(story, NTMS_INVENTORY_OMID);
}

const struct story story_look = {
    .name = "look", .prepare = prepare_home, .tell = tell_look, .go_on = look_again, .ports = 1};
const struct story story_read = {
    .name = "read", .prepare = prepare_home, .tell = tell_read, .go_on = read_again, .ports = 1};
