/* SPDX-License-Identifier: MIT */
/* What the devices say of the media they take: drive types, the library, the system pools. */
#include "engine_fixture.h"

#include "engine/runtime.h"
#include "store/media.h"

enum { LTO = 0x56, LTO_SIDES = 1 };

static struct model_information drive_type(void)
{
    struct base_guid drive = fixture_drive(0);
    struct model_information row;
    fixture_read(&drive, MODEL_DRIVE, &row);
    struct base_guid type = row.info.drive.drive_type;
    fixture_read(&type, MODEL_DRIVE_TYPE, &row);
    return row;
}

static struct store_list media_types_of(const struct base_guid *type)
{
    struct store_list list = STORE_LIST_INIT;
    struct store_transaction *transaction = NULL;
    assert_int_equal(store_begin_read(fixture_session()->engine->store, &transaction), 0);
    assert_int_equal(store_drive_type_media(transaction, type, &list), 0);
    store_rollback(transaction);
    return list;
}

static void test_drive_type_knows_its_media_types(void **state)
{
    struct base_guid of_library[16];
    uint32_t count = 0;
    (void)state;
    fixture_usual();
    struct model_information type = drive_type();
    assert_int_equal(type.info.drive_type.device_type, MODEL_DEVICE_TAPE);
    for (int start = 0; start < 2; start++) { /* a second start finds the same */
        struct store_list list = media_types_of(&type.object.id);
        assert_true(list.count >= 1);
        bool lto = false;
        for (uint32_t i = 0; i < list.count; i++) {
            const struct model_media_type *row = &list.items[i].info.media_type;
            assert_int_equal(row->device_type, MODEL_DEVICE_TAPE);
            lto |= row->media_type == LTO && row->number_of_sides == LTO_SIDES &&
                   row->read_write == MODEL_MEDIARW_REWRITABLE;
        }
        assert_true(lto);
        assert_int_equal(engine_object_enumerate(fixture_session(), fixture_library(),
                                                 MODEL_MEDIA_TYPE, 0, of_library, 16, &count),
                         0);
        assert_int_equal(count, list.count); /* all drives are of one type */
        store_list_free(&list);
        fixture_stop();
        fixture_start();
    }
    fixture_check();
    fixture_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drive_type_knows_its_media_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
