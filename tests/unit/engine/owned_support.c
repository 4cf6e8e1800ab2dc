/* SPDX-License-Identifier: MIT */
#include "owned_support.h"

#include "store/media.h"

enum { LTO = 0x56, RECORDS = 64 };

struct owned owned;

struct store_transaction *owned_begin(void)
{
    struct store_transaction *transaction = NULL;
    assert_int_equal(store_begin_write(fixture_session()->engine->store, &transaction), 0);
    return transaction;
}

struct model_information owned_row(const struct base_guid *id, uint32_t type)
{
    struct model_information row;
    fixture_read(id, type, &row);
    return row;
}

uint32_t owned_side_state(size_t index)
{
    return owned_row(&owned.sides[index], MODEL_PARTITION).info.partition.state;
}

void owned_set_side_state(size_t index, uint32_t state)
{
    struct model_information row;
    struct store_transaction *transaction = owned_begin();
    assert_int_equal(store_object_get(transaction, &owned.sides[index], MODEL_PARTITION, &row), 0);
    row.info.partition.state = state;
    assert_int_equal(store_object_update(transaction, &row), 0);
    assert_int_equal(store_commit(transaction), 0);
}

void owned_set_media_state(size_t index, uint32_t state)
{
    struct model_information row = owned_row(&owned.media[index], MODEL_PHYSICAL_MEDIA);
    struct store_transaction *transaction = owned_begin();
    row.info.physical_media.media_state = state;
    assert_int_equal(store_object_update(transaction, &row), 0);
    assert_int_equal(store_commit(transaction), 0);
}

/* A new logical medium for the side of a cartridge, which comes into our pool. */
static void own(struct store_transaction *transaction, size_t index)
{
    struct model_information medium;
    struct model_information logical = {0};
    struct store_list sides = STORE_LIST_INIT;
    assert_int_equal(
        store_object_get(transaction, &owned.media[index], MODEL_PHYSICAL_MEDIA, &medium), 0);
    medium.info.physical_media.media_pool = owned.pool;
    assert_int_equal(store_object_update(transaction, &medium), 0);
    logical.object.type = MODEL_LOGICAL_MEDIA;
    logical.object.enabled = true;
    logical.info.logical_media.media_pool = owned.pool;
    assert_int_equal(store_object_insert(transaction, &logical), 0);
    owned.logical[index] = logical.object.id;
    assert_int_equal(store_sides_of_media(transaction, &owned.media[index], &sides), 0);
    assert_int_equal(sides.count, 1);
    sides.items[0].info.partition.logical_media = logical.object.id;
    sides.items[0].info.partition.state = MODEL_PARTSTATE_ALLOCATED;
    sides.items[0].info.partition.allocate_count = 1;
    assert_int_equal(store_object_update(transaction, &sides.items[0]), 0);
    owned.sides[index] = sides.items[0].object.id;
    store_list_free(&sides);
}

/* A catalogued cartridge with one side that nobody owns, on the shelf. */
struct base_guid owned_shelve(struct store_transaction *transaction)
{
    struct model_information medium = {0};
    struct model_information side = {0};
    medium.object.type = MODEL_PHYSICAL_MEDIA;
    medium.object.enabled = true;
    medium.info.physical_media.current_library = fixture_session()->engine->offline_library;
    medium.info.physical_media.location_type = MODEL_STORAGESLOT;
    medium.info.physical_media.media_pool = owned.pool;
    medium.info.physical_media.barcode_state = MODEL_BARCODESTATE_UNREADABLE;
    assert_int_equal(store_object_insert(transaction, &medium), 0);
    side.object.type = MODEL_PARTITION;
    side.object.enabled = true;
    side.info.partition.physical_media = medium.object.id;
    assert_int_equal(store_object_insert(transaction, &side), 0);
    return medium.object.id;
}

static struct base_guid lto(struct store_transaction *transaction)
{
    struct base_guid type;
    assert_int_equal(store_media_type_find(transaction, LTO, &type), 0);
    return type;
}

void owned_start(void)
{
    struct store_transaction *transaction;
    struct engine_pool_wish wish = {.path = "App", .action = MODEL_CREATE_NEW};
    struct base_guid media[16];
    struct base_guid type;
    fixture_usual();
    assert_true(fixture_list(MODEL_PHYSICAL_MEDIA, media, 16) >= 2);
    transaction = owned_begin();
    type = lto(transaction);
    store_rollback(transaction);
    wish.media_type = &type;
    assert_int_equal(engine_pool_open(fixture_session(), &wish, &owned.pool), 0);
    transaction = owned_begin();
    owned.media[0] = media[0];
    owned.media[1] = media[1];
    owned.media[2] = owned_shelve(transaction);
    for (size_t i = 0; i < 3; i++) {
        own(transaction, i);
    }
    assert_int_equal(store_commit(transaction), 0);
}

void owned_end(void)
{
    fixture_stop();
    fixture_start();
    fixture_check();
    fixture_end();
}

int64_t owned_journal_now(void)
{
    int64_t sequence;
    struct store_transaction *transaction = owned_begin();
    assert_int_equal(store_journal_last(transaction, &sequence), 0);
    store_rollback(transaction);
    return sequence;
}

/* The engine may have something to say of its devices meanwhile; pools, media and
 * the shelf are ours. */
static bool is_about_media(const struct store_journal_record *record)
{
    return record->type == MODEL_PHYSICAL_MEDIA || record->type == MODEL_PARTITION ||
           record->type == MODEL_LOGICAL_MEDIA || record->type == MODEL_MEDIA_POOL ||
           base_guid_equal(&record->id, &fixture_session()->engine->offline_library);
}

static bool holds(const struct store_journal_record *records, uint32_t count,
                  const struct owned_entry *entry)
{
    for (uint32_t i = 0; i < count; i++) {
        if (records[i].operation == entry->operation &&
            base_guid_equal(&records[i].id, entry->id)) {
            return true;
        }
    }
    return false;
}

void owned_expect_journal(int64_t since, const struct owned_entry *entries, uint32_t total)
{
    struct store_journal_record records[RECORDS];
    uint32_t count = 0;
    uint32_t media = 0;
    struct store_transaction *transaction = owned_begin();
    assert_int_equal(store_journal_read(transaction, since, 0, records, RECORDS, &count), 0);
    store_rollback(transaction);
    for (uint32_t i = 0; i < count; i++) {
        media += is_about_media(&records[i]);
    }
    assert_int_equal(media, total);
    for (uint32_t i = 0; i < total; i++) {
        if (!holds(records, count, &entries[i])) {
            fail_msg("entry %u is missing", (unsigned)i);
        }
    }
}

void owned_set_pool(uint32_t deallocation_policy, uint32_t most)
{
    struct model_information row;
    struct store_transaction *transaction = owned_begin();
    assert_int_equal(store_object_get(transaction, &owned.pool, MODEL_MEDIA_POOL, &row), 0);
    row.info.media_pool.deallocation_policy = deallocation_policy;
    row.info.media_pool.max_allocates = most;
    assert_int_equal(store_object_update(transaction, &row), 0);
    assert_int_equal(store_commit(transaction), 0);
}

void owned_again(size_t index)
{
    struct store_transaction *transaction = owned_begin();
    own(transaction, index);
    assert_int_equal(store_commit(transaction), 0);
}
