/* SPDX-License-Identifier: MIT */
/* Objects of every type: stored, read back, changed, removed, journalled; rules of location. */
#include "store_fixture.h"

#include "base/memory.h"
#include "base/utf16.h"
#include "store/family.h"

#include <stdio.h>

/* Fills every stored member with a value of its own, as far as the rules of the tables allow. */
static void fill(const struct store_family *family, struct model_information *information)
{
    for (size_t i = 0; i < family->column_count; i++) {
        const struct store_column *column = &family->columns[i];
        void *member = (char *)information + column->offset;

        switch (column->kind) {
        case STORE_KIND_U32:
            *(uint32_t *)member = strstr(column->name, "state") != NULL ? 2u : 1u;
            break;
        case STORE_KIND_I32:
            *(int32_t *)member = -15;
            break;
        case STORE_KIND_U16:
            *(uint16_t *)member = (uint16_t)(65000 + i);
            break;
        case STORE_KIND_I64:
            *(int64_t *)member = 0x123456789ABCLL + (int64_t)i;
            break;
        case STORE_KIND_BOOL:
            *(bool *)member = strcmp(column->name, "is_root") != 0;
            break;
        case STORE_KIND_GUID:
            memset(member, (int)(i + 1), 16);
            break;
        case STORE_KIND_TEXT:
            memset(member, 'a' + (int)(i % 26), column->capacity - 1);
            break;
        case STORE_KIND_LABEL:
            memset(member, 0, column->capacity);
            ((uint8_t *)member)[200] = 9;
            information->info.partition.label_id_length = MODEL_LABEL_ID_BYTES;
            break;
        case STORE_KIND_COUNT:
            break;
        }
    }
}

/* References that the tables check get existing objects. */
static void make_valid(struct store_transaction *tx, struct model_information *information)
{
    struct base_guid library = {{0}};
    struct base_guid pool = {{0}};
    struct base_guid type = {{0}};

    assert_ok(store_library_offline(tx, &library));
    assert_ok(store_pool_system(tx, MODEL_POOLTYPE_IMPORT, &pool));
    assert_ok(store_media_type_find(tx, 0x27, &type));
    switch (information->object.type) {
    case MODEL_CHANGER:
        information->info.changer.library = library;
        break;
    case MODEL_DRIVE:
        information->info.drive.library = library;
        break;
    case MODEL_IEDOOR:
        information->info.door.library = library;
        break;
    case MODEL_IEPORT:
        information->info.port.library = library;
        break;
    case MODEL_STORAGESLOT:
        information->info.slot.library = library;
        break;
    case MODEL_MEDIA_POOL:
        information->info.media_pool.parent = pool;
        information->info.media_pool.media_type = type;
        break;
    case MODEL_MEDIA_TYPE:
        information->info.media_type.media_type = 0x1000;
        break;
    case MODEL_PHYSICAL_MEDIA:
        information->info.physical_media.current_library = library;
        information->info.physical_media.media_pool = pool;
        information->info.physical_media.media_type = type;
        information->info.physical_media.location_type = MODEL_STORAGESLOT;
        break;
    case MODEL_PARTITION:
        information->info.partition.physical_media =
            fixture_media(tx, &library, &pool, NULL, "for the side");
        break;
    default:
        break;
    }
}

static struct store_journal_record last_record(struct store_transaction *tx)
{
    struct store_journal_record record = {0};
    int64_t last = 0;
    uint32_t count = 0;

    assert_ok(store_journal_last(tx, &last));
    assert_ok(store_journal_read(tx, last - 1, 0, &record, 1, &count));
    assert_int_equal(count, 1);
    return record;
}

static void assert_last(struct store_transaction *tx, uint32_t operation, uint32_t type,
                        const struct base_guid *id)
{
    struct store_journal_record record = last_record(tx);

    assert_int_equal(record.operation, operation);
    assert_int_equal(record.type, type);
    assert_guid(record.id, *id);
}

static void round_trip(struct store_fixture *fixture, uint32_t type)
{
    struct store_transaction *tx = fixture_write(fixture);
    struct model_information made;
    struct model_information got;
    uint32_t found = 0;

    fixture_make(&made, type, "name of it");
    fill(store_family_of(type), &made);
    if (type != MODEL_COMPUTER) {
        make_valid(tx, &made);
        assert_ok(store_object_insert(tx, &made));
        assert_false(base_guid_is_null(&made.object.id));
        assert_int_equal(made.object.created, store_transaction_time(tx));
        assert_last(tx, MODEL_OBJ_INSERT, type, &made.object.id);
    } else {
        assert_error(store_object_insert(tx, &made), BASE_ERROR_ALREADY_EXISTS);
        assert_ok(store_computer_find(tx, &made.object.id));
        assert_ok(store_object_update(tx, &made));
        assert_ok(store_object_get(tx, &made.object.id, type, &got));
        made.object.created = got.object.created;
    }
    assert_ok(store_object_get(tx, &made.object.id, type, &got));
    assert_memory_equal(&got, &made, sizeof got);
    assert_ok(store_object_type(tx, &made.object.id, &found));
    assert_int_equal(found, type);

    made.object.enabled = false;
    made.object.operational_state = MODEL_NOT_PRESENT;
    memset(made.object.description, 'd', MODEL_DESCRIPTION_BYTES - 1);
    assert_ok(store_object_update(tx, &made));
    assert_last(tx, MODEL_OBJ_UPDATE, type, &made.object.id);
    assert_ok(store_object_get(tx, &made.object.id, MODEL_UNKNOWN, &got));
    assert_memory_equal(&got, &made, sizeof got);
    assert_error(store_object_get(tx, &made.object.id,
                                  type == MODEL_DRIVE ? MODEL_LIBRARY : MODEL_DRIVE, &got),
                 BASE_ERROR_OBJECT_NOT_FOUND);
    assert_ok(store_object_touch(tx, &made.object.id));
    assert_last(tx, MODEL_OBJ_UPDATE, type, &made.object.id);

    assert_ok(store_attribute_set(tx, &made.object.id, "a", "x", 1));
    assert_ok(store_object_delete(tx, &made.object.id, type));
    assert_last(tx, MODEL_OBJ_DELETE, type, &made.object.id);
    assert_error(store_object_get(tx, &made.object.id, type, &got), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_error(store_object_update(tx, &made), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_error(store_object_touch(tx, &made.object.id), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_error(store_object_delete(tx, &made.object.id, type), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_error(store_object_delete(tx, &made.object.id, 0), BASE_ERROR_OBJECT_NOT_FOUND);
    store_rollback(tx);
}

static void test_object_every_type_round_trip(void **state)
{
    for (uint32_t type = MODEL_TYPE_FIRST; type <= MODEL_TYPE_LAST; type++) {
        round_trip(*state, type);
    }
}

static void test_object_extreme_values_kept(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct model_information made;
    struct model_information got;

    fixture_make(&made, MODEL_LIBRARY, "\xED\xA0\x80 lone surrogate");
    made.info.library.cleaner_uses_remaining = MODEL_CLEANER_USES_UNCOUNTED;
    assert_ok(store_object_insert(tx, &made));
    assert_ok(store_object_get(tx, &made.object.id, 0, &got));
    assert_memory_equal(&got, &made, sizeof got);
    store_rollback(tx);
}

static void test_object_insert_bad_type_invalid(void **state)
{
    static const uint32_t types[] = {0, 1, 18, 19, 0xFFFFFFFF};
    struct store_transaction *tx = fixture_write(*state);
    struct model_information made;

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        fixture_make(&made, types[i], "x");
        assert_error(store_object_insert(tx, &made), BASE_ERROR_INVALID_PARAMETER);
        assert_error(store_object_update(tx, &made), BASE_ERROR_OBJECT_NOT_FOUND);
    }
    store_rollback(tx);
}

static void test_object_insert_given_id_kept_and_unique(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct model_information made;
    struct base_guid id = {{1, 2, 3}};

    fixture_make(&made, MODEL_LIBRARY, "x");
    made.object.id = id;
    assert_ok(store_object_insert(tx, &made));
    assert_guid(made.object.id, id);
    fixture_make(&made, MODEL_OPREQUEST, "another type, the same id");
    made.object.id = id;
    assert_error(store_object_insert(tx, &made), BASE_ERROR_ALREADY_EXISTS);
    assert_ok(store_commit(tx));
}

static void test_object_value_outside_rules_dooms(void **state)
{
    struct store_fixture *fixture = *state;
    struct store_transaction *tx = fixture_write(fixture);
    struct model_information made;
    struct base_guid id;

    id = fixture_library(tx, "L", "S1");
    fixture_make(&made, MODEL_DRIVE, "bad");
    made.info.drive.library = id;
    made.info.drive.state = 3;
    assert_error(store_object_insert(tx, &made), BASE_ERROR_DATABASE_FAILURE);
    assert_error(store_object_get(tx, &id, 0, &made), BASE_ERROR_DATABASE_FAILURE);
    assert_error(store_commit(tx), BASE_ERROR_DATABASE_FAILURE);
    tx = fixture_read(fixture);
    assert_error(store_library_find(tx, "S1", &id), BASE_ERROR_OBJECT_NOT_FOUND);
    store_rollback(tx);
}

static void test_object_missing_reference_dooms(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct model_information made;

    fixture_make(&made, MODEL_DRIVE, "no library");
    memset(made.info.drive.library.bytes, 5, 16);
    assert_error(store_object_insert(tx, &made), BASE_ERROR_DATABASE_FAILURE);
    assert_error(store_commit(tx), BASE_ERROR_DATABASE_FAILURE);
}

static void test_object_delete_with_members_not_empty(void **state)
{
    struct store_fixture *fixture = *state;
    struct store_transaction *tx = fixture_write(fixture);
    struct base_guid library = fixture_library(tx, "L", "S");
    struct base_guid slot = fixture_member(tx, MODEL_STORAGESLOT, &library, 1);

    assert_error(store_object_delete(tx, &library, MODEL_LIBRARY), BASE_ERROR_NOT_EMPTY);
    assert_ok(store_object_delete(tx, &slot, MODEL_STORAGESLOT));
    assert_ok(store_object_delete(tx, &library, MODEL_UNKNOWN));
    assert_ok(store_commit(tx));
    assert_int_equal(fixture->commits, 1);
    assert_int_equal(fixture->commits_with_journal, 1);
}

static void test_media_one_cartridge_per_place(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct base_guid library = fixture_library(tx, "L", "S");
    struct base_guid slot = fixture_member(tx, MODEL_STORAGESLOT, &library, 1);
    struct base_guid pool;
    struct base_guid first;
    struct model_information second;
    struct model_information other;

    assert_ok(store_pool_system(tx, MODEL_POOLTYPE_SCRATCH, &pool));
    first = fixture_media(tx, &library, &pool, &slot, "A");
    fixture_make(&second, MODEL_PHYSICAL_MEDIA, "B");
    second.info.physical_media.current_library = library;
    second.info.physical_media.media_pool = pool;
    second.info.physical_media.location = slot;
    assert_error(store_object_insert(tx, &second), BASE_ERROR_ALREADY_EXISTS);
    memset(&second.object.id, 0, sizeof second.object.id);
    memset(&second.info.physical_media.location, 0, 16);
    assert_ok(store_object_insert(tx, &second));
    second.info.physical_media.location = slot;
    assert_error(store_object_update(tx, &second), BASE_ERROR_ALREADY_EXISTS);
    /* The first one is missed: its old place is free. */
    assert_ok(store_object_get(tx, &first, 0, &other));
    other.info.physical_media.missing_since = 77;
    assert_ok(store_object_update(tx, &other));
    assert_ok(store_object_update(tx, &second));
    assert_ok(store_media_find_location(tx, &slot, &other));
    assert_string_equal(other.object.name, "B");
    assert_ok(store_commit(tx));
}

static void test_pool_names_unique_below_parent(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct model_information pool;
    struct base_guid parent;
    struct base_guid id;

    fixture_make(&pool, MODEL_MEDIA_POOL, "Free");
    pool.info.media_pool.pool_type = MODEL_POOLTYPE_APPLICATION;
    assert_error(store_object_insert(tx, &pool), BASE_ERROR_ALREADY_EXISTS);
    assert_ok(store_pool_system(tx, MODEL_POOLTYPE_SCRATCH, &parent));
    memset(&pool.object.id, 0, sizeof pool.object.id);
    pool.info.media_pool.parent = parent;
    assert_ok(store_object_insert(tx, &pool));
    assert_ok(store_object_find_name(tx, MODEL_MEDIA_POOL, "Free", &parent, &id));
    assert_guid(id, pool.object.id);
    assert_ok(store_object_find_name(tx, MODEL_MEDIA_POOL, "Free", NULL, &id));
    assert_guid(id, parent);
    fixture_make(&pool, MODEL_MEDIA_POOL, "second root");
    pool.info.media_pool.is_root = true;
    assert_error(store_object_insert(tx, &pool), BASE_ERROR_ALREADY_EXISTS);
    store_rollback(tx);
}

static void test_counts_are_of_the_state(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct base_guid library = fixture_library(tx, "L", "S");
    struct base_guid pool;
    struct base_guid type;
    struct model_information made;
    struct model_information got;
    struct base_guid logical;

    assert_ok(store_pool_system(tx, MODEL_POOLTYPE_SCRATCH, &pool));
    assert_ok(store_media_type_find(tx, 0x27, &type));
    assert_ok(store_library_media_type_add(tx, &library, &type, NULL));
    for (uint32_t i = 0; i < 5; i++) {
        fixture_media(tx, &library, &pool, NULL, "M");
        fixture_member(tx, MODEL_LIBREQUEST, &library, i);
    }
    fixture_make(&made, MODEL_LIBREQUEST, "over");
    made.info.lib_request.library = library;
    made.info.lib_request.state = MODEL_LM_PASSED;
    assert_ok(store_object_insert(tx, &made));
    fixture_make(&made, MODEL_LOGICAL_MEDIA, "L");
    made.info.logical_media.media_pool = pool;
    assert_ok(store_object_insert(tx, &made));
    logical = made.object.id;
    fixture_make(&made, MODEL_PARTITION, "side");
    made.info.partition.physical_media = fixture_media(tx, &library, &pool, NULL, "N");
    made.info.partition.logical_media = logical;
    assert_ok(store_object_insert(tx, &made));

    assert_ok(store_object_get(tx, &library, 0, &got));
    assert_int_equal(got.info.library.number_of_media, 6);
    assert_int_equal(got.info.library.number_of_media_types, 1);
    assert_int_equal(got.info.library.number_of_lib_requests, 5);
    assert_ok(store_object_get(tx, &pool, 0, &got));
    assert_int_equal(got.info.media_pool.number_of_physical_media, 6);
    assert_int_equal(got.info.media_pool.number_of_logical_media, 1);
    assert_int_equal(got.info.media_pool.number_of_media_pools, 0);
    assert_ok(store_object_get(tx, &logical, 0, &got));
    assert_int_equal(got.info.logical_media.number_of_partitions, 1);
    store_rollback(tx);
}

static void test_pack_every_type_restores(void **state)
{
    (void)state;
    for (uint32_t type = MODEL_TYPE_FIRST; type <= MODEL_TYPE_LAST; type++) {
        const struct store_family *family = store_family_of(type);
        struct base_buffer packed = BASE_BUFFER_INIT;
        struct model_information made;
        struct model_information got;

        fixture_make(&made, type, "packed");
        fill(family, &made);
        assert_ok(store_family_pack(family, &made, &packed));
        store_family_unpack(family, packed.data, &got);
        assert_memory_equal(&got, &made, sizeof got);
        base_buffer_release(&packed);
    }
}

static void test_rollback_changes_nothing(void **state)
{
    struct store_fixture *fixture = *state;
    struct store_transaction *tx = fixture_write(fixture);
    struct base_guid id;

    fixture_library(tx, "L", "S");
    store_rollback(tx);
    tx = fixture_read(fixture);
    assert_error(store_library_find(tx, "S", &id), BASE_ERROR_OBJECT_NOT_FOUND);
    store_rollback(tx);
    assert_int_equal(fixture->commits, 0);
    assert_ok(store_commit(NULL));
    store_rollback(NULL);
}

static void test_hostile_values_are_failures(void **state)
{
    static const char *const spoil[] = {
        "UPDATE library SET number_of_slots = -1 WHERE name = 'L'",
        "UPDATE library SET enabled = 2 WHERE name = 'L'",
        "UPDATE library SET cleaner_slot = x'0102' WHERE name = 'L'",
        "UPDATE library SET flags = 4294967296 WHERE name = 'L'",
    };
    struct store_fixture *fixture = *state;
    struct store_transaction *tx = fixture_write(fixture);
    struct base_guid id = fixture_library(tx, "L", "S");
    struct model_information got;

    assert_ok(store_commit(tx));
    for (size_t i = 0; i < sizeof spoil / sizeof spoil[0]; i++) {
        char sql[200];

        snprintf(sql, sizeof sql, "PRAGMA ignore_check_constraints = 1; %s", spoil[i]);
        fixture_sql(fixture, sql);
        tx = fixture_read(fixture);
        assert_error(store_object_get(tx, &id, 0, &got), BASE_ERROR_DATABASE_FAILURE);
        store_rollback(tx);
        fixture_sql(fixture, "UPDATE library SET number_of_slots = 0, enabled = 1,"
                             " cleaner_slot = NULL, flags = 0");
    }
    /* A text that is too long is cut at a whole character. */
    fixture_sql(fixture, "UPDATE library SET name = replace(printf('%300c', 'x'), ' ', 'y')");
    tx = fixture_read(fixture);
    assert_ok(store_object_get(tx, &id, 0, &got));
    assert_int_equal(strlen(got.object.name), MODEL_NAME_BYTES - 1);
    store_rollback(tx);
}

static void test_get_stored_gives_all_but_the_counts(void **state)
{
    struct store_fixture *fixture = *state;
    struct store_transaction *tx = fixture_write(fixture);
    struct base_guid library = fixture_library(tx, "counted", "SER9");
    struct model_information counted;
    struct model_information stored;

    (void)fixture_member(tx, MODEL_LIBREQUEST, &library, 1);
    assert_ok(store_object_get(tx, &library, MODEL_LIBRARY, &counted));
    assert_ok(store_object_get_stored(tx, &library, MODEL_LIBRARY, &stored));
    assert_int_equal(counted.info.library.number_of_lib_requests, 1);
    assert_int_equal(stored.info.library.number_of_lib_requests, 0);
    counted.info.library.number_of_lib_requests = 0;
    assert_memory_equal(&counted, &stored, sizeof counted);
    assert_error(store_object_get_stored(tx, &library, MODEL_DRIVE, &stored),
                 BASE_ERROR_OBJECT_NOT_FOUND);
    store_rollback(tx);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    static const struct CMUnitTest tests[] = {
        CASE(test_get_stored_gives_all_but_the_counts),
        CASE(test_object_every_type_round_trip),
        CASE(test_object_extreme_values_kept),
        CASE(test_object_insert_bad_type_invalid),
        CASE(test_object_insert_given_id_kept_and_unique),
        CASE(test_object_value_outside_rules_dooms),
        CASE(test_object_missing_reference_dooms),
        CASE(test_object_delete_with_members_not_empty),
        CASE(test_media_one_cartridge_per_place),
        CASE(test_pool_names_unique_below_parent),
        CASE(test_counts_are_of_the_state),
        CASE(test_pack_every_type_restores),
        CASE(test_rollback_changes_nothing),
        CASE(test_hostile_values_are_failures),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
