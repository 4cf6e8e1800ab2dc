/* SPDX-License-Identifier: MIT */
/* Reads packed objects back: what SetNtmsObjectInformation and CreateNtmsMedia are given. */
#include "support/cmocka_shim.h"

#include "api/pack.h"
#include "api/win32.h"

static union {
    NTMS_OBJECTINFORMATIONA a;
    NTMS_OBJECTINFORMATIONW w;
    uint8_t bytes[API_PACK_SIZE_LIMIT];
} out;

static struct base_guid guid(uint8_t fill)
{
    struct base_guid value;
    memset(value.bytes, fill, sizeof value.bytes);
    return value;
}

static struct model_information *subject(uint32_t type)
{
    static struct model_information information;
    memset(&information, 0, sizeof information);
    information.object.type = type;
    information.object.id = guid(0x11);
    information.object.enabled = true;
    information.object.operational_state = MODEL_NOT_PRESENT;
    strcpy(information.object.name, "N\xC3\xA9");
    strcpy(information.object.description, "about it");
    return &information;
}

/* An object of this type with members that have no zero value. */
static struct model_information *full_subject(uint32_t type)
{
    struct model_information *information = subject(type);
    if (type == MODEL_PARTITION) {
        struct model_partition *side = &information->info.partition;
        side->physical_media = guid(0x21);
        side->logical_media = guid(0x22);
        side->state = MODEL_PARTSTATE_ALLOCATED;
        side->side = 1;
        side->label_id_length = 3;
        memcpy(side->label_id, "\x01\x00\x02", 3);
        strcpy(side->label_type, "MTF \xE2\x82\xAC");
        strcpy(side->label_info, "Tape 1");
        side->mount_count = 7;
        side->allocate_count = 8;
        side->capacity = INT64_C(0x123456789A);
    } else if (type == MODEL_LIBRARY) {
        information->info.library.inventory_method = MODEL_INVENTORY_OMID;
        information->info.library.cleaner_uses_remaining = 5;
        information->info.library.auto_recovery = true;
        information->info.library.flags = MODEL_LIBRARYFLAG_AUTODETECTCHANGE;
    } else if (type == MODEL_LIBREQUEST) {
        information->info.lib_request.priority = -7;
        information->info.lib_request.work_item = guid(0x31);
        strcpy(information->info.lib_request.user, "user");
    }
    return information;
}

/* What is packed, unpacked and packed again must be the same bytes, but for the times. */
static void check_round_trip(uint32_t type, const struct api_text *text, uint32_t size)
{
    struct model_information *information = full_subject(type);
    struct model_information back;
    struct api_pack_layout layout;
    uint8_t again[API_PACK_SIZE_LIMIT];
    assert_true(api_pack_layout_find(text, size, &layout));
    information->object.created = 0;
    information->object.modified = 0;
    api_pack_information(information, &layout, out.bytes);
    assert_true(api_unpack_information(out.bytes, &layout, &back));
    api_pack_information(&back, &layout, again);
    assert_memory_equal(again, out.bytes, size);
    assert_int_equal(back.object.type, type);
    assert_string_equal(back.object.description, "about it");
}

static void test_unpack_reads_what_pack_wrote(void **state)
{
    (void)state;
    for (uint32_t type = MODEL_TYPE_FIRST; type <= MODEL_TYPE_LAST; type++) {
        check_round_trip(type, &api_text_ansi, API_PACK_SIZE_A);
        check_round_trip(type, &api_text_ansi, API_PACK_SIZE_I1_A);
        check_round_trip(type, &api_text_wide, API_PACK_SIZE_W);
        check_round_trip(type, &api_text_wide, API_PACK_SIZE_I1_W);
    }
}

static void test_unpack_text_without_end_is_refused(void **state)
{
    struct api_pack_layout layout;
    struct model_information back;
    (void)state;
    assert_true(api_pack_layout_find(&api_text_ansi, API_PACK_SIZE_A, &layout));
    api_pack_information(subject(MODEL_LIBRARY), &layout, out.bytes);
    assert_true(api_unpack_information(out.bytes, &layout, &back));
    memset(out.a.szName, 'x', sizeof out.a.szName);
    assert_false(api_unpack_information(out.bytes, &layout, &back));
    assert_true(api_pack_layout_find(&api_text_wide, API_PACK_SIZE_W, &layout));
    api_pack_information(subject(MODEL_LIBRARY), &layout, out.bytes);
    assert_true(api_unpack_information(out.bytes, &layout, &back));
    for (size_t i = 0; i < 127; i++)
        out.w.szDescription[i] = (WCHAR)0x0100; /* a zero byte ends no wide text */
    assert_false(api_unpack_information(out.bytes, &layout, &back));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unpack_reads_what_pack_wrote),
        cmocka_unit_test(test_unpack_text_without_end_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
