/* SPDX-License-Identifier: MIT */
/* Label libraries of others, good ones and bad ones, loaded as the administrator registers them. */
#include "support/cmocka_shim.h"

#include <stdio.h>

#include "base/memory.h"
#include "label/claim.h"
#include "label/plugins.h"
#include "plugin_place.h"
#include "port/clock.h"
#include "port/thread.h"
#include "unit/port/settings.h"

/* Not the place where other programs look. Both widths may run at once. */
#define KEY (sizeof(void *) == 8 ? "LabelTest64" : "LabelTest32")

static const char *const SOUND = "PLUG:CLAIM";

static void register_path(const char *key, const char *name, const char *path)
{
    char subkey[256];
    snprintf(subkey, sizeof subkey, "%s\\%s", key, name);
    settings_put_text(subkey, "Path", path);
    settings_put_text(subkey, "Description", "for a test");
}

static void register_plugin(const char *name, const char *library)
{
    char path[1024];
    plugin_place(library, path, sizeof path);
    register_path(KEY, name, path);
}

static struct label_library *open_registered(uint32_t expected)
{
    struct label_claimer claimers[LABEL_PLUGINS_MOST];
    struct label_library *library = NULL;
    uint32_t count = 0;
    assert_int_equal(label_plugins_load(KEY, claimers, &count), 0);
    assert_int_equal(count, expected);
    assert_int_equal(label_library_open_with(claimers, count, &library), 0);
    return library;
}

static struct label_found ask(struct label_library *library, const char *text)
{
    struct label_found found = {0};
    assert_int_equal(label_library_identify(library, (const uint8_t *)text, strlen(text), &found),
                     0);
    return found;
}

static void assert_claims(struct label_library *library)
{
    struct label_found found = ask(library, SOUND);
    assert_true(found.claimed);
    assert_false(found.free_label);
    assert_string_equal(found.type, "Plug-in");
    assert_string_equal(found.info, "D");
    assert_int_equal(found.id_length, 8);
    assert_int_equal(found.id[7], 0x5A);
}

static int clean(void **state)
{
    (void)state;
    settings_remove_key(KEY);
    return 0;
}

/* PROMISE: MediaLabelLibrary/1, MediaLabelLibrary/4 */
static void test_good_plugin_claims_its_own_labels_only(void **state)
{
    (void)state;
    register_plugin("Good", "label_plugin");
    struct label_library *library = open_registered(1);
    assert_claims(library);
    assert_false(ask(library, "VOL1").claimed);
    assert_false(ask(library, "PLUG:SOMETHING").claimed);
    assert_string_equal(ask(library, "PLUG:READALL").type, "Whole");
    assert_claims(library);
    label_library_close(library);
}

/* PROMISE: MediaLabelLibrary/9 */
static void test_extended_function_is_preferred(void **state)
{
    (void)state;
    register_plugin("Extended", "label_plugin_ex");
    struct label_library *library = open_registered(1);
    assert_string_equal(ask(library, "EXTENDED").type, "Plug-in");
    assert_false(ask(library, SOUND).claimed);
    label_library_close(library);
}

/* PROMISE: MediaLabelLibrary/4 */
static void test_absurd_size_is_capped(void **state)
{
    (void)state;
    register_plugin("Absurd", "label_plugin_absurd");
    struct label_library *library = open_registered(1);
    assert_claims(library);
    assert_int_equal(label_library_read_size(library), LABEL_READ_MOST);
    label_library_close(library);
    clean(NULL);
    register_plugin("Sizeless", "label_plugin_sizeless");
    register_plugin("Faults when asked", "label_plugin_size_fault");
    library = open_registered(2);
    assert_false(ask(library, SOUND).claimed);
    label_library_close(library);
}

/* PROMISE: MediaLabelLibrary/6, MediaLabelLibrary/7 */
static void test_lies_are_no_claims(void **state)
{
    static const char *const LIES[] = {"PLUG:LONG", "PLUG:HUGE", "PLUG:NOTYPE"};
    (void)state;
    register_plugin("Liar", "label_plugin");
    struct label_library *library = open_registered(1);
    for (size_t i = 0; i < sizeof LIES / sizeof *LIES; i++) {
        assert_false(ask(library, LIES[i]).claimed);
        assert_claims(library);
    }
    struct label_found found = ask(library, "PLUG:UNTERMINATED");
    assert_int_equal(strlen(found.type), 63);
    assert_int_equal(strlen(found.info), 255);
    assert_int_equal(found.id_length, 255);
    label_library_close(library);
}

/* PROMISE: MediaLabelLibrary/8 */
static void test_faults_harm_nobody(void **state)
{
    static const char *const FAULTS[] = {"PLUG:WRITE",  "PLUG:READ",     "PLUG:JUMP",
                                         "PLUG:DIVIDE", "PLUG:OVERFLOW", "PLUG:RAISE",
                                         "PLUG:EXIT",   "PLUG:INPUT",    "PLUG:PAST"};
    (void)state;
    register_plugin("A", "label_plugin");
    register_plugin("B", "label_plugin");
    for (size_t i = 0; i < sizeof FAULTS / sizeof *FAULTS; i++) {
        struct label_library *library = open_registered(2);
        assert_claims(library);
        /* The first one faults, then the second; after that nobody is left to be asked. */
        assert_false(ask(library, FAULTS[i]).claimed);
        assert_false(ask(library, SOUND).claimed);
        label_library_close(library);
    }
}

static void test_own_exception_handling_works(void **state)
{
    (void)state;
    register_plugin("Own", "label_plugin");
    struct label_library *library = open_registered(1);
    for (uint32_t i = 0; i < 3; i++)
        assert_string_equal(ask(library, "PLUG:OWN").type, "Plug-in");
    assert_claims(library);
    label_library_close(library);
}

/* PROMISE: MediaLabelLibrary/8 */
static void test_hanging_plugin_is_given_up(void **state)
{
    (void)state;
    settings_put_number(NULL, "LabelSeconds", 1);
    register_plugin("Hangs", "label_plugin");
    struct label_library *library = open_registered(1);
    settings_remove(NULL, "LabelSeconds");
    int64_t start = port_clock_monotonic();
    assert_false(ask(library, "PLUG:HANG").claimed);
    int64_t spent = port_clock_monotonic() - start;
    assert_true(spent >= 900);
    assert_true(spent < 60000);
    start = port_clock_monotonic();
    assert_false(ask(library, SOUND).claimed);
    assert_true(port_clock_monotonic() - start < 900);
    label_library_close(library);
}

/* PROMISE: MediaLabelLibrary/10 */
static void test_plugins_that_cannot_be_loaded_are_left_out(void **state)
{
    char path[1024];
    (void)state;
    register_path(KEY, "A missing", "C:\\none\\such.dll");
    register_path(KEY, "B relative", "label_plugin.dll");
    register_path(KEY, "C empty", "");
    plugin_place_foreign("label_plugin", path, sizeof path);
    register_path(KEY, "D other processor", path);
    register_plugin("E faults at once", "label_plugin_faulty");
    register_plugin("F good", "label_plugin");
    struct label_library *library = open_registered(1);
    assert_claims(library);
    label_library_close(library);
}

/* PROMISE: MediaLabelLibrary/2 */
static void test_registered_order_decides(void **state)
{
    (void)state;
    register_plugin("1 extended", "label_plugin_ex");
    register_plugin("2 plain", "label_plugin");
    struct label_library *library = open_registered(2);
    assert_claims(library);
    assert_string_equal(ask(library, "EXTENDED").type, "Plug-in");
    label_library_close(library);
}

/* Each allocation on the way fails once: the set is whole, or it is not there. */
static void test_no_memory_makes_no_smaller_set(void **state)
{
    uint32_t failures = 0;
    bool claimed = false;
    (void)state;
    register_plugin("A", "label_plugin_ex");
    register_plugin("B", "label_plugin");
    for (uint32_t n = 1; !claimed && n < 100; n++) {
        struct label_claimer claimers[LABEL_PLUGINS_MOST];
        struct label_library *library = NULL;
        struct label_found found = {0};
        uint32_t count = 0;
        base_memory_fail_nth(n);
        base_error error = label_plugins_load(KEY, claimers, &count);
        if (error == BASE_ERROR_SUCCESS)
            error = label_library_open_with(claimers, count, &library);
        if (error == BASE_ERROR_SUCCESS)
            error = label_library_identify(library, (const uint8_t *)SOUND, strlen(SOUND), &found);
        base_memory_fail_nth(0);
        assert_true(error == BASE_ERROR_SUCCESS || error == BASE_ERROR_NOT_ENOUGH_MEMORY);
        claimed = error == BASE_ERROR_SUCCESS;
        assert_true(found.claimed == claimed);
        failures += !claimed;
        label_library_close(library);
    }
    assert_true(claimed);
    assert_true(failures >= 5);
}

enum { ASKERS = 4 };

struct asker {
    struct label_library *library;
    const char *label;
    uint32_t claims;
};

static void ask_often(void *context)
{
    struct asker *asker = context;
    for (uint32_t i = 0; i < 10; i++) {
        struct label_found found = {0};
        if (label_library_identify(asker->library, (const uint8_t *)asker->label,
                                   strlen(asker->label), &found) == 0 &&
            found.claimed)
            asker->claims++;
    }
}

/* Drives are read at the same time; one of them has the tape that a plug-in does not stand. */
static void test_threads_ask_at_once(void **state)
{
    struct port_thread *threads[ASKERS];
    struct asker askers[ASKERS];
    (void)state;
    settings_put_number(NULL, "LabelSeconds", 1);
    register_plugin("A", "label_plugin_ex");
    register_plugin("B", "label_plugin");
    struct label_library *library = open_registered(2);
    settings_remove(NULL, "LabelSeconds");
    for (uint32_t i = 0; i < ASKERS; i++) {
        askers[i] = (struct asker){library, i == 0 ? "PLUG:HANG" : "EXTENDED", 0};
        assert_int_equal(port_thread_start(ask_often, &askers[i], &threads[i]), 0);
    }
    for (uint32_t i = 0; i < ASKERS; i++)
        port_thread_join(threads[i]);
    assert_int_equal(askers[0].claims, 0);
    for (uint32_t i = 1; i < ASKERS; i++)
        assert_int_equal(askers[i].claims, 10);
    label_library_close(library);
}

/* The whole of it where the administrator registers them: in "OMID\Tape". */
static void test_open_loads_what_is_registered(void **state)
{
    struct label_library *library = NULL;
    char key[64];
    char path[1024];
    (void)state;
    snprintf(key, sizeof key, "%s\\%s", LABEL_PLUGINS_KEY, KEY);
    plugin_place("label_plugin", path, sizeof path);
    register_path(LABEL_PLUGINS_KEY, KEY, path);
    assert_int_equal(label_library_open(&library), 0);
    settings_remove_key(key);
    assert_claims(library);
    label_library_close(library);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_good_plugin_claims_its_own_labels_only, clean, clean),
        cmocka_unit_test_setup_teardown(test_extended_function_is_preferred, clean, clean),
        cmocka_unit_test_setup_teardown(test_absurd_size_is_capped, clean, clean),
        cmocka_unit_test_setup_teardown(test_lies_are_no_claims, clean, clean),
        cmocka_unit_test_setup_teardown(test_faults_harm_nobody, clean, clean),
        cmocka_unit_test_setup_teardown(test_own_exception_handling_works, clean, clean),
        cmocka_unit_test_setup_teardown(test_hanging_plugin_is_given_up, clean, clean),
        cmocka_unit_test_setup_teardown(test_plugins_that_cannot_be_loaded_are_left_out, clean,
                                        clean),
        cmocka_unit_test_setup_teardown(test_registered_order_decides, clean, clean),
        cmocka_unit_test_setup_teardown(test_no_memory_makes_no_smaller_set, clean, clean),
        cmocka_unit_test_setup_teardown(test_threads_ask_at_once, clean, clean),
        cmocka_unit_test_setup_teardown(test_open_loads_what_is_registered, clean, clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
