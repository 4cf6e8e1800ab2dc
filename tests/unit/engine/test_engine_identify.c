/* SPDX-License-Identifier: MIT */
/* What the records become when a label was read: landing, returns, exchanges, strangers, copies. */
#include "engine_fixture.h"

#include "base/memory.h"
#include "engine/identify.h"
#include "engine/pools.h"
#include "engine/visit.h"
#include "port/os.h"
#include "store/fault.h"

#include <string.h>

/* Slots 1 to 3 hold a cartridge each; the other slots are empty. */
static void start(bool reader)
{
    struct vtl_library_config config = vtl_transport_library();
    config.barcode_reader = reader;
    config.cartridges = "s1=A00001L4,data\ns2=A00002L4,data\ns3=A00003L4,data\n";
    fixture_begin();
    vtl_transport_add(&config);
    fixture_start();
}

static struct engine *engine(void)
{
    return fixture_session()->engine;
}

static struct store_transaction *begin(void)
{
    struct store_transaction *transaction = NULL;
    assert_int_equal(store_begin_write(engine()->store, &transaction), 0);
    return transaction;
}

static struct base_guid medium_in(uint32_t slot)
{
    struct base_guid place = fixture_slot(slot);
    struct base_guid ids[16];
    struct model_information row;
    uint32_t count = fixture_list(MODEL_PHYSICAL_MEDIA, ids, 16);
    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_PHYSICAL_MEDIA, &row);
        if (base_guid_equal(&row.info.physical_media.location, &place)) {
            return ids[i];
        }
    }
    fail_msg("no cartridge in slot %u", slot);
    return place;
}

static struct model_information read_medium(const struct base_guid *id)
{
    struct model_information row;
    fixture_read(id, MODEL_PHYSICAL_MEDIA, &row);
    return row;
}

static struct model_information side_of(const struct base_guid *medium, uint32_t side)
{
    struct store_transaction *transaction = begin();
    struct store_list sides = STORE_LIST_INIT;
    struct model_information row;
    assert_int_equal(store_sides_of_media(transaction, medium, &sides), 0);
    assert_true(side < sides.count);
    row = sides.items[side];
    store_list_free(&sides);
    store_rollback(transaction);
    return row;
}

static uint32_t state_of(const struct base_guid *medium)
{
    return side_of(medium, 0).info.partition.state;
}

static uint32_t pool_type_of(const struct base_guid *medium)
{
    struct model_information pool;
    struct model_information row = read_medium(medium);
    fixture_read(&row.info.physical_media.media_pool, MODEL_MEDIA_POOL, &pool);
    assert_true(
        base_guid_equal(&pool.info.media_pool.media_type, &row.info.physical_media.media_type));
    return pool.info.media_pool.pool_type;
}

static struct label_found label(const char *name)
{
    struct label_found found = {.claimed = true};
    strcpy(found.type, "Backup");
    strcpy(found.info, name);
    found.id_length = (uint32_t)strlen(name);
    memcpy(found.id, name, found.id_length);
    return found;
}

static const struct label_found NOTHING = {.claimed = false};

/* Applies what was read on side `side` of `medium`; the record it was found to be. */
static struct base_guid apply_side(const struct base_guid *medium, uint32_t side,
                                   const struct label_found *found)
{
    struct device_medium told = {.density = 0x46, .type_code = 0x48, .capacity = 12345678};
    struct model_information row = read_medium(medium);
    struct model_information side_row = side_of(medium, side);
    struct store_transaction *transaction = begin();
    assert_int_equal(engine_identify_apply(transaction, engine(), &row, &side_row, found, &told),
                     0);
    assert_int_equal(store_commit(transaction), 0);
    struct model_information stored = read_medium(&row.object.id);
    assert_memory_equal(&stored.info.physical_media, &row.info.physical_media,
                        sizeof row.info.physical_media);
    fixture_read(&side_row.object.id, MODEL_PARTITION, &stored);
    assert_memory_equal(&stored.info.partition, &side_row.info.partition,
                        sizeof side_row.info.partition);
    assert_true(base_guid_equal(&side_row.info.partition.physical_media, &row.object.id));
    assert_int_equal(side_row.info.partition.capacity, told.capacity);
    return row.object.id;
}

static struct base_guid apply(const struct base_guid *medium, const struct label_found *found)
{
    return apply_side(medium, 0, found);
}

static bool same(struct base_guid a, struct base_guid b)
{
    return base_guid_equal(&a, &b);
}

static uint32_t media_count(void)
{
    struct base_guid ids[32];
    return fixture_list(MODEL_PHYSICAL_MEDIA, ids, 32);
}

/* The record as an administrator or an application would have left it. */
static void set(const struct base_guid *medium, uint32_t pool_type, uint32_t state)
{
    struct model_information row = read_medium(medium);
    struct model_information side = side_of(medium, 0);
    struct store_transaction *transaction = begin();
    assert_int_equal(engine_pool_child(transaction, pool_type, &row.info.physical_media.media_type,
                                       &row.info.physical_media.media_pool),
                     0);
    side.info.partition.state = state;
    assert_int_equal(store_object_update(transaction, &row), 0);
    assert_int_equal(store_object_update(transaction, &side), 0);
    assert_int_equal(store_commit(transaction), 0);
}

/* A person takes the cartridge out of the library. */
static void take_out(uint32_t slot)
{
    fixture_stop();
    assert_true(vtl_transport_hand(VTL_SLOT, slot, VTL_OUTSIDE, 0));
    fixture_start();
}

/* So that nothing is looked at meanwhile. */
static void disable_drives(void)
{
    for (uint32_t i = 0; i < 2; i++) {
        struct base_guid id = fixture_drive(i);
        struct model_information row;
        struct store_transaction *transaction = begin();
        assert_int_equal(store_object_get(transaction, &id, MODEL_DRIVE, &row), 0);
        row.object.enabled = false;
        assert_int_equal(store_object_update(transaction, &row), 0);
        assert_int_equal(store_commit(transaction), 0);
    }
}

/* Looks again as a service start does. */
static void look_again(void)
{
    fixture_stop();
    fixture_start();
}

static void finish(void)
{
    look_again();
    fixture_check();
    fixture_end();
}

static void test_label_lands_in_import_and_blank_stays_unrecognized(void **state)
{
    struct label_found tape = label("Monday");
    (void)state;
    start(true);
    struct base_guid first = medium_in(1);
    struct base_guid second = medium_in(2);
    assert_true(same(apply(&first, &tape), first));
    assert_int_equal(pool_type_of(&first), MODEL_POOLTYPE_IMPORT);
    struct model_partition side = side_of(&first, 0).info.partition;
    assert_int_equal(side.state, MODEL_PARTSTATE_IMPORT);
    assert_int_equal(side.label_id_length, 6);
    assert_memory_equal(side.label_id, "Monday", 6);
    assert_string_equal(side.label_type, "Backup");
    assert_string_equal(side.label_info, "Monday");
    assert_string_equal(read_medium(&first).object.name, "A00001L4"); /* the bar code */
    assert_int_equal(read_medium(&first).info.physical_media.density_code, 0x46);
    assert_int_equal(read_medium(&first).info.physical_media.media_type_code, 0x48);
    assert_true(same(apply(&second, &NOTHING), second));
    assert_int_equal(pool_type_of(&second), MODEL_POOLTYPE_FOREIGN);
    assert_int_equal(state_of(&second), MODEL_PARTSTATE_FOREIGN);
    /* Both again: nothing changes. */
    assert_true(same(apply(&first, &tape), first));
    assert_true(same(apply(&second, &NOTHING), second));
    assert_int_equal(pool_type_of(&first), MODEL_POOLTYPE_IMPORT);
    /* A free label of another server's is known, too. */
    tape.free_label = true;
    strcpy(tape.type, LABEL_FREE_TYPE);
    assert_true(same(apply(&second, &tape), second));
    assert_int_equal(pool_type_of(&second), MODEL_POOLTYPE_IMPORT);
    assert_int_equal(state_of(&second), MODEL_PARTSTATE_IMPORT);
    finish();
}

static void test_name_comes_from_the_label_where_there_is_no_bar_code(void **state)
{
    struct label_found tape = label("Tuesday");
    (void)state;
    start(false);
    struct base_guid first = medium_in(1);
    struct model_information row = read_medium(&first);
    assert_string_equal(row.object.name, row.info.physical_media.sequence_number);
    assert_string_not_equal(row.object.name, "");
    assert_int_equal(row.info.physical_media.barcode_state, MODEL_BARCODESTATE_UNREADABLE);
    apply(&first, &tape);
    assert_string_equal(read_medium(&first).object.name, "Tuesday");
    apply(&first, &tape);
    finish();
}

static void test_owned_side_keeps_its_state_and_takes_the_label_written_on_it(void **state)
{
    static const uint32_t states[] = {MODEL_PARTSTATE_ALLOCATED, MODEL_PARTSTATE_COMPLETE};
    struct label_found free_label = label("free");
    struct label_found tape = label("Wednesday");
    struct label_found other = label("other");
    (void)state;
    strcpy(free_label.type, LABEL_FREE_TYPE);
    free_label.free_label = true;
    for (size_t i = 0; i < 2; i++) {
        start(true);
        struct base_guid first = medium_in(1);
        apply(&first, &free_label);
        set(&first, MODEL_POOLTYPE_IMPORT, states[i]);
        assert_true(same(apply(&first, &tape), first));
        assert_int_equal(state_of(&first), states[i]);
        assert_string_equal(side_of(&first, 0).info.partition.label_info, "Wednesday");
        /* Then it is that one: a mount of it will fail, the record is what it was. */
        assert_true(same(apply(&first, &other), first));
        assert_true(same(apply(&first, &NOTHING), first));
        assert_int_equal(state_of(&first), states[i]);
        assert_string_equal(side_of(&first, 0).info.partition.label_info, "Wednesday");
        finish();
    }
}

static void test_returning_cartridge_is_known_by_its_label(void **state)
{
    struct label_found tape = label("Thursday");
    (void)state;
    for (int reader = 0; reader < 2; reader++) {
        start(reader != 0);
        struct base_guid first = medium_in(1);
        struct base_guid second = medium_in(2);
        struct base_guid logical = {{1, 2, 3}};
        apply(&first, &tape);
        set(&first, MODEL_POOLTYPE_IMPORT, MODEL_PARTSTATE_ALLOCATED);
        struct model_information side = side_of(&first, 0);
        struct store_transaction *transaction = begin();
        side.info.partition.logical_media = logical;
        assert_int_equal(store_object_update(transaction, &side), 0);
        assert_int_equal(store_commit(transaction), 0);
        take_out(1);
        assert_true(read_medium(&first).info.physical_media.missing_since != 0);
        /* It lies in slot 2, with a new bar code or none. */
        struct model_information new_record = read_medium(&second);
        assert_true(same(apply(&second, &tape), first));
        struct model_information row = read_medium(&first);
        assert_true(same(row.info.physical_media.location, fixture_slot(2)));
        assert_true(same(row.info.physical_media.home_slot, fixture_slot(2)));
        assert_true(same(row.info.physical_media.current_library, *fixture_library()));
        assert_int_equal(row.info.physical_media.missing_since, 0);
        assert_string_equal(row.info.physical_media.barcode,
                            new_record.info.physical_media.barcode);
        assert_int_equal(state_of(&first), MODEL_PARTSTATE_ALLOCATED);
        assert_true(same(side_of(&first, 0).info.partition.logical_media, logical));
        assert_int_equal(engine_object_information(fixture_session(), &second, 0, &row),
                         BASE_ERROR_OBJECT_NOT_FOUND);
        assert_int_equal(media_count(), 2);
        finish();
    }
}

static void test_cartridges_that_changed_places_do_so_in_the_records(void **state)
{
    struct label_found one = label("one");
    struct label_found two = label("two");
    (void)state;
    start(false);
    struct base_guid first = medium_in(1);
    struct base_guid second = medium_in(2);
    apply(&first, &one);
    apply(&second, &two);
    assert_true(same(apply(&first, &two), second));
    assert_true(same(medium_in(1), second));
    assert_true(same(medium_in(2), first));
    assert_true(same(apply(&first, &one), first));
    assert_true(same(apply(&second, &two), second));
    assert_int_equal(media_count(), 3);
    assert_int_equal(state_of(&first), MODEL_PARTSTATE_IMPORT);
    assert_int_equal(state_of(&second), MODEL_PARTSTATE_IMPORT);
    /* With the twin on the shelf, the one that was taken to be there is missing. */
    take_out(1);
    assert_true(same(apply(&first, &two), second));
    assert_true(read_medium(&first).info.physical_media.missing_since != 0);
    assert_true(
        same(read_medium(&first).info.physical_media.current_library, engine()->offline_library));
    assert_int_equal(state_of(&first), MODEL_PARTSTATE_IMPORT);
    finish();
}

static void test_stranger_gets_a_record_and_the_expected_one_is_missing(void **state)
{
    struct label_found one = label("one");
    struct label_found strange = label("strange");
    const struct label_found *founds[] = {&strange, &NOTHING};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        start(false);
        struct base_guid first = medium_in(1);
        apply(&first, &one);
        set(&first, MODEL_POOLTYPE_SCRATCH, MODEL_PARTSTATE_AVAILABLE);
        struct base_guid stranger = apply(&first, founds[i]);
        assert_false(same(stranger, first));
        assert_true(same(medium_in(1), stranger));
        assert_int_equal(pool_type_of(&stranger),
                         founds[i]->claimed ? MODEL_POOLTYPE_IMPORT : MODEL_POOLTYPE_FOREIGN);
        assert_int_equal(state_of(&stranger),
                         founds[i]->claimed ? MODEL_PARTSTATE_IMPORT : MODEL_PARTSTATE_FOREIGN);
        assert_true(read_medium(&first).info.physical_media.missing_since != 0);
        assert_int_equal(state_of(&first), MODEL_PARTSTATE_AVAILABLE);
        assert_int_equal(pool_type_of(&first), MODEL_POOLTYPE_SCRATCH);
        /* Its bar code would have said that it is the same. */
        assert_int_equal(media_count(), 4);
        finish();
    }
}

static void test_copies_are_kept_both(void **state)
{
    struct label_found one = label("one");
    (void)state;
    for (int reader = 0; reader < 2; reader++) {
        start(reader != 0);
        struct base_guid first = medium_in(1);
        struct base_guid second = medium_in(2);
        apply(&first, &one);
        assert_true(same(apply(&second, &one), second));
        assert_int_equal(state_of(&second), MODEL_PARTSTATE_IMPORT);
        assert_true(same(medium_in(1), first));
        assert_true(same(medium_in(2), second));
        assert_true(same(apply(&first, &one), first));
        assert_true(same(apply(&second, &one), second));
        assert_int_equal(media_count(), 3);
        finish();
    }
}

static void test_newcomer_that_is_known_elsewhere_gets_a_second_look(void **state)
{
    struct label_found one = label("one");
    struct model_information request;
    (void)state;
    start(false);
    disable_drives();
    struct base_guid first = medium_in(1);
    struct base_guid second = medium_in(2);
    apply(&first, &one);
    set(&second, MODEL_POOLTYPE_FOREIGN, MODEL_PARTSTATE_UNKNOWN);
    assert_true(same(apply(&second, &one), first));
    assert_true(same(medium_in(2), first));
    assert_true(same(medium_in(1), second));
    assert_true(fixture_newest(MODEL_LM_CLASSIFY, &request));
    assert_true(same(request.info.lib_request.physical_media, second));
    /* It was a copy. */
    assert_true(same(apply(&second, &one), second));
    assert_true(same(medium_in(1), second));
    struct store_transaction *transaction = begin();
    assert_int_equal(store_object_get(transaction, &request.object.id, 0, &request), 0);
    if (request.info.lib_request.completed == 0) {
        assert_int_equal(
            engine_visit_end(transaction, &request, MODEL_LM_CANCELLED, BASE_ERROR_SUCCESS), 0);
    }
    assert_int_equal(store_commit(transaction), 0);
    finish();
}

/* As a library of two-sided media would have entered it. */
static void add_side(const struct base_guid *medium)
{
    struct model_information row = read_medium(medium);
    struct model_information side = side_of(medium, 0);
    struct store_transaction *transaction = begin();
    side.object.id = (struct base_guid){{0}};
    side.info.partition.side = 1;
    row.info.physical_media.number_of_partitions = 2;
    assert_int_equal(store_object_insert(transaction, &side), 0);
    assert_int_equal(store_object_update(transaction, &row), 0);
    assert_int_equal(store_commit(transaction), 0);
}

static void test_two_sided_cartridge_lands_as_a_whole(void **state)
{
    struct label_found one = label("one");
    (void)state;
    start(false);
    disable_drives();
    struct base_guid first = medium_in(1);
    struct base_guid second = medium_in(2);
    add_side(&first);
    add_side(&second);
    struct model_information row = read_medium(&first);
    /* One side is known: the cartridge is in Import, the other side stays what it is. */
    assert_true(same(apply_side(&first, 1, &one), first));
    assert_int_equal(pool_type_of(&first), MODEL_POOLTYPE_IMPORT);
    assert_int_equal(side_of(&first, 1).info.partition.state, MODEL_PARTSTATE_IMPORT);
    assert_true(same(apply_side(&first, 0, &NOTHING), first));
    assert_int_equal(side_of(&first, 0).info.partition.state, MODEL_PARTSTATE_FOREIGN);
    assert_int_equal(pool_type_of(&first), MODEL_POOLTYPE_IMPORT);
    assert_string_equal(read_medium(&first).object.name, row.object.name); /* not the label's */
    /* It comes back upside down. */
    take_out(1);
    assert_true(same(apply_side(&second, 0, &one), first));
    assert_int_equal(side_of(&first, 1).info.partition.state, MODEL_PARTSTATE_IMPORT);
    assert_int_equal(side_of(&first, 0).info.partition.state, MODEL_PARTSTATE_FOREIGN);
    assert_true(same(medium_in(2), first));
    finish();
}

static void test_incompatible_cartridge_is_unrecognized(void **state)
{
    struct label_found one = label("one");
    (void)state;
    start(true);
    struct base_guid ids[3] = {medium_in(1), medium_in(2), medium_in(3)};
    apply(&ids[0], &one);
    set(&ids[2], MODEL_POOLTYPE_IMPORT, MODEL_PARTSTATE_ALLOCATED);
    struct store_transaction *transaction = begin();
    for (size_t i = 0; i < 3; i++) {
        struct model_information row;
        assert_int_equal(store_object_get(transaction, &ids[i], MODEL_PHYSICAL_MEDIA, &row), 0);
        assert_int_equal(engine_identify_incompatible(transaction, engine(), &row), 0);
    }
    assert_int_equal(store_commit(transaction), 0);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(state_of(&ids[i]),
                         i < 2 ? MODEL_PARTSTATE_INCOMPATIBLE : MODEL_PARTSTATE_ALLOCATED);
        assert_int_equal(pool_type_of(&ids[i]), MODEL_POOLTYPE_FOREIGN);
    }
    /* Another drive may be able to read it. */
    apply(&ids[0], &one);
    assert_int_equal(state_of(&ids[0]), MODEL_PARTSTATE_IMPORT);
    assert_int_equal(pool_type_of(&ids[0]), MODEL_POOLTYPE_IMPORT);
    finish();
}

/* Everything is given back when something fails half-way; the transaction undoes the rest. */
static void apply_with_faults(const struct base_guid *medium, const struct label_found *found,
                              void (*nth)(uint32_t n), base_error expected)
{
    struct model_information before = read_medium(medium);
    struct model_information before_side = side_of(medium, 0);
    uint32_t failed = 0;
    uint32_t n = 0;
    /* The planner may take a fault away: one success is not the end. */
    for (uint32_t succeeded = 0; succeeded < 5;) {
        struct model_information row = before;
        struct model_information side = before_side;
        struct store_transaction *transaction = begin();
        nth(++n);
        base_error error = engine_identify_apply(transaction, engine(), &row, &side, found, NULL);
        nth(0);
        store_rollback(transaction);
        assert_true(error == expected || error == BASE_ERROR_SUCCESS);
        failed += error != BASE_ERROR_SUCCESS;
        succeeded = error == BASE_ERROR_SUCCESS ? succeeded + 1 : 0;
    }
    assert_true(failed > 0);
}

static void test_every_outcome_survives_faults(void **state)
{
    struct label_found one = label("one");
    struct label_found two = label("two");
    struct label_found three = label("three");
    (void)state;
    start(false);
    disable_drives();
    struct base_guid ids[3] = {medium_in(1), medium_in(2), medium_in(3)};
    apply(&ids[0], &one);
    apply(&ids[1], &two);
    for (int kind = 0; kind < 2; kind++) {
        void (*nth)(uint32_t) = kind == 0 ? base_memory_fail_nth : store_fault_nth;
        base_error error = kind == 0 ? BASE_ERROR_NOT_ENOUGH_MEMORY : BASE_ERROR_DATABASE_FAILURE;
        apply_with_faults(&ids[0], &one, nth, error);   /* the same */
        apply_with_faults(&ids[0], &two, nth, error);   /* exchanged */
        apply_with_faults(&ids[0], &three, nth, error); /* a stranger */
        apply_with_faults(&ids[2], &three, nth, error); /* known now */
        apply_with_faults(&ids[2], &one, nth, error);   /* a copy */
    }
    assert_int_equal(media_count(), 3);
    take_out(1);
    for (int kind = 0; kind < 2; kind++) {
        apply_with_faults(&ids[2], &one, kind == 0 ? base_memory_fail_nth : store_fault_nth,
                          kind == 0 ? BASE_ERROR_NOT_ENOUGH_MEMORY
                                    : BASE_ERROR_DATABASE_FAILURE); /* joined */
    }
    assert_true(same(apply(&ids[2], &one), ids[0]));
    finish();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_label_lands_in_import_and_blank_stays_unrecognized),
        cmocka_unit_test(test_name_comes_from_the_label_where_there_is_no_bar_code),
        cmocka_unit_test(test_owned_side_keeps_its_state_and_takes_the_label_written_on_it),
        cmocka_unit_test(test_returning_cartridge_is_known_by_its_label),
        cmocka_unit_test(test_cartridges_that_changed_places_do_so_in_the_records),
        cmocka_unit_test(test_stranger_gets_a_record_and_the_expected_one_is_missing),
        cmocka_unit_test(test_copies_are_kept_both),
        cmocka_unit_test(test_newcomer_that_is_known_elsewhere_gets_a_second_look),
        cmocka_unit_test(test_two_sided_cartridge_lands_as_a_whole),
        cmocka_unit_test(test_incompatible_cartridge_is_unrecognized),
        cmocka_unit_test(test_every_outcome_survives_faults),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_FILTER"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
