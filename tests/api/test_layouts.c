/* SPDX-License-Identifier: MIT */
/*
 * GetNtmsObjectInformation for one object of each type in all four layouts: the size the caller
 * states is the size that is written, and all layouts say the same.
 */
#include "world.h"

#include <stddef.h>

enum { GUARD = 64, ROOM = sizeof(NTMS_OBJECTINFORMATIONW) + GUARD, HEAD_A = 256, HEAD_W = 448 };

/* The documented sizes of the union members: A, W, first interface version A, W. */
static const struct {
    DWORD type;
    size_t size[4];
} members[] = {
    {NTMS_DRIVE, {232, 360, 232, 360}},
    {NTMS_DRIVE_TYPE, {264, 520, 264, 520}},
    {NTMS_LIBRARY, {128, 128, 120, 120}},
    {NTMS_CHANGER, {172, 300, 172, 300}},
    {NTMS_CHANGER_TYPE, {260, 516, 260, 516}},
    {NTMS_STORAGESLOT, {24, 24, 24, 24}},
    {NTMS_IEDOOR, {28, 28, 28, 28}},
    {NTMS_IEPORT, {32, 32, 32, 32}},
    {NTMS_PHYSICAL_MEDIA, {216, 312, 192, 288}},
    {NTMS_PARTITION, {640, 960, 628, 948}},
    {NTMS_MEDIA_POOL, {60, 60, 60, 60}},
    {NTMS_MEDIA_TYPE, {16, 16, 16, 16}},
    {NTMS_LIBREQUEST, {340, 532, 316, 508}},
    {NTMS_OPREQUEST, {512, 960, 384, 704}},
    {NTMS_COMPUTER, {20, 20, 20, 20}},
};
enum { MEMBERS = sizeof members / sizeof members[0] };

enum layout { CURRENT_A, CURRENT_W, FIRST_A, FIRST_W, LAYOUTS };
static const DWORD sizes[LAYOUTS] = {896, 1408, 884, 1396};

static BOOL is_wide(enum layout layout)
{
    return layout == CURRENT_W || layout == FIRST_W;
}

/* Reads an object into a buffer of garbage and checks that just the stated size was written. */
static void read_layout(const NTMS_GUID *id, DWORD type, enum layout layout, BYTE buffer[ROOM])
{
    const DWORD head[2] = {sizes[layout], type};
    NTMS_GUID copy = *id;
    memset(buffer, 0xEE, ROOM);
    memcpy(buffer, head, sizeof head);
    DWORD error = is_wide(layout) ? GetNtmsObjectInformationW(world.session, &copy, (void *)buffer)
                                  : GetNtmsObjectInformationA(world.session, &copy, (void *)buffer);
    assert_int_equal(error, ERROR_SUCCESS);
    assert_memory_equal(buffer, head, sizeof head);
    for (size_t i = sizes[layout]; i < ROOM; i++)
        assert_int_equal(buffer[i], 0xEE);
}

/* What the union holds beyond its member is zero. */
static void check_rest_is_zero(const BYTE *buffer, enum layout layout, size_t member)
{
    for (size_t i = (is_wide(layout) ? HEAD_W : HEAD_A) + member; i < sizes[layout]; i++)
        assert_int_equal(buffer[i], 0);
}

/* A library with something of everything: a medium, an unfinished cleaning and its request to the
 * operator, a port, a door. */
static void start(void)
{
    world_start_small(1, 1, "s0=A00000L4,data\ns1=A00001L4,data\n");
    assert_int_equal(CleanNtmsDrive(world.session, &world.drives[0]), ERROR_SUCCESS);
    NTMS_GUID request;
    world_wait_operator(NTMS_OPREQ_CLEANER, &request);
}

static NTMS_GUID first_of(DWORD type)
{
    NTMS_GUID list[512];
    DWORD count = 512;
    assert_int_equal(EnumerateNtmsObject(world.session, NULL, list, &count, type, 0), 0);
    assert_true(count > 0);
    return list[0];
}

static void test_information_each_layout_has_its_documented_size(void **state)
{
    BYTE buffer[ROOM];
    (void)state;
    assert_int_equal(sizeof(NTMS_OBJECTINFORMATIONA), sizes[CURRENT_A]);
    assert_int_equal(sizeof(NTMS_OBJECTINFORMATIONW), sizes[CURRENT_W]);
    assert_int_equal(sizeof(NTMS_I1_OBJECTINFORMATIONA), sizes[FIRST_A]);
    assert_int_equal(sizeof(NTMS_I1_OBJECTINFORMATIONW), sizes[FIRST_W]);
    start();
    for (size_t i = 0; i < MEMBERS; i++) {
        NTMS_GUID id = first_of(members[i].type);
        for (enum layout layout = 0; layout < LAYOUTS; layout++) {
            read_layout(&id, members[i].type, layout, buffer);
            check_rest_is_zero(buffer, layout, members[i].size[layout]);
        }
    }
}

/* All members of the first version but the operator request's are prefixes of the current ones. */
static void test_information_first_version_is_a_prefix(void **state)
{
    BYTE current[ROOM];
    BYTE first[ROOM];
    (void)state;
    start();
    for (size_t i = 0; i < MEMBERS; i++) {
        NTMS_GUID id = first_of(members[i].type);
        if (members[i].type == NTMS_OPREQUEST)
            continue;
        for (int wide = 0; wide < 2; wide++) {
            size_t head = wide ? HEAD_W : HEAD_A;
            read_layout(&id, members[i].type, wide ? CURRENT_W : CURRENT_A, current);
            read_layout(&id, members[i].type, wide ? FIRST_W : FIRST_A, first);
            assert_memory_equal(current + 4, first + 4, head - 4);
            assert_memory_equal(current + head, first + head, members[i].size[2 + wide]);
        }
    }
}

static void test_information_operator_request_of_the_first_version(void **state)
{
    NTMS_OBJECTINFORMATIONW wide;
    NTMS_I1_OBJECTINFORMATIONW first_wide = {.dwSize = sizeof first_wide};
    NTMS_OBJECTINFORMATIONA ansi = {.dwSize = sizeof ansi};
    NTMS_I1_OBJECTINFORMATIONA first_ansi = {.dwSize = sizeof first_ansi};
    (void)state;
    start();
    NTMS_GUID id = first_of(NTMS_OPREQUEST);
    wide = world_read(&id, NTMS_OPREQUEST);
    assert_int_equal(GetNtmsObjectInformationW(world.session, &id, (void *)&first_wide), 0);
    assert_int_equal(GetNtmsObjectInformationA(world.session, &id, &ansi), 0);
    assert_int_equal(GetNtmsObjectInformationA(world.session, &id, (void *)&first_ansi), 0);

    const NTMS_OPREQUESTINFORMATIONW *w = &wide.Info.OpRequest;
    const NTMS_I1_OPREQUESTINFORMATIONW *w1 = &first_wide.Info.OpRequest;
    const NTMS_OPREQUESTINFORMATIONA *a = &ansi.Info.OpRequest;
    const NTMS_I1_OPREQUESTINFORMATIONA *a1 = &first_ansi.Info.OpRequest;
    assert_int_equal(w->Request, NTMS_OPREQ_CLEANER);
    assert_int_equal(w->Arg1Type, NTMS_LIBRARY);
    assert_true(world_same(&w->Arg1, &world.library));
    assert_int_equal(w1->Request, w->Request);
    assert_int_equal(a1->Request, w->Request);
    assert_int_equal(w1->State, w->State);
    assert_int_equal(a1->State, w->State);
    assert_memory_equal(&w1->Submitted, &w->Submitted, sizeof w->Submitted);
    assert_int_equal(w1->Arg1Type, w->Arg1Type);
    assert_int_equal(a1->Arg1Type, w->Arg1Type);
    assert_true(world_same(&w1->Arg1, &w->Arg1) && world_same(&a1->Arg1, &w->Arg1));
    assert_memory_equal(w1->szUser, w->szUser, sizeof w->szUser);
    assert_memory_equal(w1->szComputer, w->szComputer, sizeof w->szComputer);
    assert_memory_equal(a1->szUser, a->szUser, sizeof a->szUser);
    assert_memory_equal(a1->szApplication, a->szApplication, sizeof a->szApplication);
    /* The text is the same as far as the shorter member goes, and always ends. */
    assert_true(w->szMessage[0] != 0 && a->szMessage[0] != 0);
    for (size_t i = 0; i < NTMS_I1_MESSAGE_LENGTH - 1 && w->szMessage[i] != 0; i++) {
        assert_int_equal(w1->szMessage[i], w->szMessage[i]);
        assert_int_equal((BYTE)a1->szMessage[i], (BYTE)a->szMessage[i]);
    }
    assert_int_equal(w1->szMessage[NTMS_I1_MESSAGE_LENGTH - 1], 0);
    assert_int_equal(a1->szMessage[NTMS_I1_MESSAGE_LENGTH - 1], 0);
}

/* A text in both character sets; all texts of these tests are ASCII. */
static void check_text(const CHAR *ansi, const WCHAR *wide, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        assert_int_equal((BYTE)ansi[i], wide[i]);
        if (wide[i] == 0)
            return;
    }
    fail_msg("a text does not end");
}

#define CHECK_TEXT(member) check_text(a.Info.member, w.Info.member, sizeof a.Info.member)

static void test_information_texts_agree_in_both_character_sets(void **state)
{
    (void)state;
    start();
    for (size_t i = 0; i < MEMBERS; i++) {
        NTMS_GUID id = first_of(members[i].type);
        NTMS_OBJECTINFORMATIONA a = {.dwSize = sizeof a};
        NTMS_OBJECTINFORMATIONW w = world_read(&id, NTMS_UNKNOWN);
        assert_int_equal(GetNtmsObjectInformationA(world.session, &id, &a), 0);
        assert_int_equal(a.dwType, members[i].type);
        assert_int_equal(w.dwType, members[i].type);
        check_text(a.szName, w.szName, sizeof a.szName);
        check_text(a.szDescription, w.szDescription, sizeof a.szDescription);
        switch (members[i].type) {
        case NTMS_DRIVE:
            CHECK_TEXT(Drive.szDeviceName);
            CHECK_TEXT(Drive.szSerialNumber);
            CHECK_TEXT(Drive.szRevision);
            assert_true(world_same(&a.Info.Drive.Library, &w.Info.Drive.Library));
            break;
        case NTMS_CHANGER:
            CHECK_TEXT(Changer.szDeviceName);
            CHECK_TEXT(Changer.szSerialNumber);
            CHECK_TEXT(Changer.szRevision);
            break;
        case NTMS_DRIVE_TYPE:
            CHECK_TEXT(DriveType.szVendor);
            CHECK_TEXT(DriveType.szProduct);
            break;
        case NTMS_PHYSICAL_MEDIA:
            CHECK_TEXT(PhysicalMedia.szBarCode);
            CHECK_TEXT(PhysicalMedia.szSequenceNumber);
            assert_true(world_same(&a.Info.PhysicalMedia.HomeSlot, &w.Info.PhysicalMedia.HomeSlot));
            break;
        case NTMS_LIBREQUEST:
            CHECK_TEXT(LibRequest.szUser);
            CHECK_TEXT(LibRequest.szComputer);
            CHECK_TEXT(LibRequest.szApplication);
            break;
        default:
            break;
        }
    }
}

/* A name of the whole length: it ends in every layout, whatever was in the buffer. */
static void test_information_longest_name_still_ends(void **state)
{
    BYTE buffer[ROOM];
    (void)state;
    world_start_small(1, 0, NULL);
    world_close();
    world_sql("UPDATE library SET name = "
              "'012345678901234567890123456789012345678901234567890123456789012' WHERE id = %g",
              &world.library);
    world_open();
    read_layout(&world.library, NTMS_LIBRARY, CURRENT_A, buffer);
    const NTMS_OBJECTINFORMATIONA *a = (const void *)buffer;
    assert_int_equal(strlen(a->szName), 63);
    read_layout(&world.library, NTMS_LIBRARY, FIRST_W, buffer);
    const NTMS_OBJECTINFORMATIONW *w = (const void *)buffer;
    assert_int_equal(w->szName[62], '2');
    assert_int_equal(w->szName[63], 0);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_information_each_layout_has_its_documented_size),
        CASE(test_information_first_version_is_a_prefix),
        CASE(test_information_operator_request_of_the_first_version),
        CASE(test_information_texts_agree_in_both_character_sets),
        CASE(test_information_longest_name_still_ends),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
