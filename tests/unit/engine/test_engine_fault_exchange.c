/* SPDX-License-Identifier: MIT */
/* EXCHANGE MEDIUM meets each kind of failure: a tape is wanted in the drive that holds another. */
#include "fault_matrix.h"

static const char *const TAPES[] = {"A00001L4", "A00002L4"};
static const uint16_t COMMANDS[] = {0xA6, 0xFFFF};

/* The first tape lies in its drive, given back and not yet brought home; the other one is wanted
 * there. */
static void ask(const struct matrix_fault *fault, const char *what)
{
    struct base_guid drive = {{0}};
    (void)fault;
    base_error error = media_mount(TAPES[0], &drive);
    if (error != BASE_ERROR_SUCCESS) {
        fail_msg("%s: the first mount returned %u", what, (unsigned)error);
    }
    media_set_delay(&drive, 600);
    assert_int_equal(media_dismount(TAPES[0], MODEL_DISMOUNT_DEFERRED), MODEL_LM_PASSED);
    error = media_mount_all(&TAPES[1], 1, MODEL_MOUNT_SPECIFIC_DRIVE, 120000, &drive);
    if (error != BASE_ERROR_SUCCESS) {
        fail_msg("%s: the second mount returned %u", what, (unsigned)error);
    }
    struct base_guid first = media_named(TAPES[0]);
    assert_int_equal(media_row(&first).location_type, MODEL_STORAGESLOT);
    media_set_delay(&drive, 0);
    media_release_all();
}

static void works(const char *what)
{
    struct base_guid drives[2] = {{{0}}};
    base_error error = media_mount_all(TAPES, 2, 0, 120000, drives);
    if (error != BASE_ERROR_SUCCESS) {
        fail_msg("%s: afterwards a mount returned %u", what, (unsigned)error);
    }
    media_release_all();
}

static const struct matrix_story EXCHANGE = {ask, NULL, works};

static void once(const struct matrix_fault *fault)
{
    matrix_begin();
    matrix_run(&EXCHANGE, -1, COMMANDS, fault, 1);
    matrix_end();
}

static void for_good(const struct matrix_fault *fault)
{
    matrix_begin();
    matrix_run(&EXCHANGE, -1, COMMANDS, fault, UINT32_MAX);
    matrix_end();
}

int main(void)
{
    return matrix_main("exchange", once, for_good);
}
