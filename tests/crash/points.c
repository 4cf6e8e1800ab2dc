/* SPDX-License-Identifier: MIT */
#include "points.h"

#include <stdio.h>

#include "support/child.h"
#include "support/invariant.h"

enum { POINTS_MAX = 64, NAME_MAX = 64 };

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\nd1=A00009L4,data\n";

struct point {
    char name[NAME_MAX];
    uint32_t passes;
};

struct points {
    uint32_t count;
    struct point items[POINTS_MAX];
};

uint32_t points_device_count(void)
{
    struct vtl_dump dump;
    assert_int_equal(vtl_dump_read(world.vtl, &dump), 0);
    uint32_t count = dump.header->cartridges;
    vtl_dump_free(&dump);
    return count;
}

void points_begin(const struct story *story)
{
    struct vtl_client_library library;
    vtl_config_default(&library, 0);
    library.slots = 6;
    library.drives = 2;
    library.ports = story->by_door ? 0 : story->ports;
    library.door = story->by_door ? 1 : 0;
    library.barcode_reader = story->unlabeled ? 0 : 1;
    library.cartridges = cartridges;
    library.cleaning_ms = 20;
    world_start(&library, 1, NULL, 0);
    story->prepare();
    world_close();
}

/* ---- the points of a story ---- */

static void add_pass(struct points *points, const char *name)
{
    uint32_t i = 0;
    while (i < points->count && strcmp(points->items[i].name, name) != 0)
        i++;
    assert_in_range(i, 0, POINTS_MAX - 1);
    if (i == points->count)
        snprintf(points->items[points->count++].name, NAME_MAX, "%s", name);
    points->items[i].passes++;
}

static void learn(const struct story *story, struct points *points)
{
    char path[MAX_PATH];
    char line[NAME_MAX];
    memset(points, 0, sizeof *points);
    points_begin(story);
    DWORD length = GetEnvironmentVariableA("NTMS_DATA", path, sizeof path - 16);
    assert_in_range(length, 1, sizeof path - 17);
    strcat(path, ".points");
    DeleteFileA(path);
    assert_int_equal(child_wait(child_start_logged("story", story->name, path)), 0);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        add_pass(points, line);
    }
    fclose(file);
    for (uint32_t i = 0; i < points->count; i++)
        print_message("%s: %s, %u passes\n", story->name, points->items[i].name,
                      (unsigned)points->items[i].passes);
}

/* ---- after the kill ---- */

/* What the service has given itself to do, and the reading of labels, wait for the next start. */
static BOOL is_own_work(const NTMS_LIBREQUESTINFORMATIONW *request)
{
    DWORD operation = request->OperationCode;
    return operation == NTMS_LM_WRITESCRATCH || operation == NTMS_LM_CLASSIFY ||
           operation == NTMS_LM_PROCESSOMID ||
           (operation == NTMS_LM_INVENTORY && request->OperationOption == NTMS_INVENTORY_OMID) ||
           (operation == NTMS_LM_CLEANDRIVE &&
            wcscmp((const wchar_t *)request->szApplication, L"Removable Storage") == 0);
}

/* Nothing resumes: what was not finished is withdrawn, and operators need not do it. */
static void check_requests(void)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(NULL, NTMS_LIBREQUEST, list);
    for (DWORD i = 0; i < count; i++) {
        NTMS_LIBREQUESTINFORMATIONW request = world_request_read(&list[i]);
        if (is_own_work(&request))
            continue;
        if (request.State != NTMS_LM_PASSED && request.State != NTMS_LM_CANCELLED)
            fail_msg("request of operation %u: state %u, error %u", (unsigned)request.OperationCode,
                     (unsigned)request.State, (unsigned)request.dwErrorCode);
        assert_true(request.TimeCompleted.wYear >= 2020);
    }
    count = world_list(NULL, NTMS_OPREQUEST, list);
    for (DWORD i = 0; i < count; i++) {
        DWORD state = world_read(&list[i], NTMS_OPREQUEST).Info.OpRequest.State;
        assert_true(state == NTMS_OPSTATE_REFUSED || state == NTMS_OPSTATE_COMPLETE);
    }
}

static BOOL door_is_locked(void *context)
{
    struct vtl_dump dump;
    (void)context;
    assert_int_equal(vtl_dump_read(world.vtl, &dump), 0);
    BOOL result = dump.libraries[0].prevented != 0;
    vtl_dump_free(&dump);
    return result;
}

static void check_database(void)
{
    assert_int_equal(world_sql_number("SELECT count(*) = 1 AND max(quick_check) = 'ok' "
                                      "FROM pragma_quick_check",
                                      NULL),
                     1);
    assert_int_equal(world_sql_number("SELECT count(*) FROM pragma_foreign_key_check", NULL), 0);
    assert_int_equal(world_sql_number("SELECT count(*) FROM intent WHERE outcome = 0", NULL), 0);
    assert_int_equal(world_sql_number("SELECT count(*) FROM lease WHERE held = 1", NULL), 0);
}

/* The operator shuts the door that may have stood open when the process died. */
static void shut_door(void)
{
    assert_int_equal(vtl_door(world.vtl, 0, 0), 0);
    world_wait(door_is_locked, NULL, "the door locked");
}

void points_check_recovery(const struct story *story, uint32_t count)
{
    const char *trouble = invariant_device_violation(world.vtl);
    if (trouble != NULL)
        fail_msg("%s", trouble);
    world_open();
    check_requests();
    if (story->by_door)
        shut_door();
    if (story->mend != NULL)
        story->mend();
    invariant_check_at_rest(world.session, world.vtl);
    story->go_on(story);
    invariant_check_at_rest(world.session, world.vtl);
    assert_int_equal(points_device_count(), count);
    world_close();
    check_database();
}

/* One run; FALSE when the story came to its end without that pass. */
static BOOL kill_at(const struct story *story, const char *name, uint32_t pass)
{
    char point[NAME_MAX + 16];
    snprintf(point, sizeof point, "%s:%u", name, (unsigned)pass);
    points_begin(story);
    uint32_t count = points_device_count();
    DWORD code = child_wait(child_start("story", story->name, point));
    if (code != POINTS_KILLED && code != 0)
        fail_msg("%s killed at %s: exit code %u", story->name, point, (unsigned)code);
    print_message("%s killed at %s\n", story->name, point);
    points_check_recovery(story, count);
    return code == POINTS_KILLED;
}

/* NTMS_TEST_POINT limits the runs to one point, for a person who searches. */
static BOOL is_wanted(const char *name)
{
    char only[NAME_MAX];
    DWORD length = GetEnvironmentVariableA("NTMS_TEST_POINT", only, sizeof only);
    return length == 0 || length >= sizeof only || strcmp(only, name) == 0;
}

/* Which passes of a point are worth a run: of a commit every n-th, of what follows it every
 * second one of these; n = 0: none. */
static BOOL is_worth_it(const char *name, uint32_t pass, uint32_t n)
{
    if (strncmp(name, "store.", strlen("store.")) != 0)
        return TRUE;
    uint32_t step = strcmp(name, "store.commit") == 0 ? n : 2 * n;
    return step != 0 && pass % step == 0;
}

void points_kill_everywhere(const struct story *story, uint32_t least, uint32_t n)
{
    struct points points;
    learn(story, &points);
    assert_in_range(points.count, least, POINTS_MAX);
    for (uint32_t i = 0; i < points.count; i++) {
        const struct point *point = &points.items[i];
        for (uint32_t pass = 1; pass <= point->passes && is_wanted(point->name); pass++) {
            if (!is_worth_it(point->name, pass, n))
                continue;
            BOOL killed = kill_at(story, point->name, pass);
            /* How often the story commits depends a little on timing. */
            assert_true(killed || pass > 1);
        }
    }
}
