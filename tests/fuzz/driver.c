/* SPDX-License-Identifier: MIT */
/*
 * usage: fuzz_NAME CORPUS-FOLDER [RUN]
 * Gives a fuzz target every file of its corpus, then NTMS_FUZZ_RUNS (200000) mutations of them. Run
 * n depends on NTMS_FUZZ_SEED (1) and n alone; when one fails both are told, and RUN repeats it.
 */
#include "fuzz.h"

#include <dirent.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "mutate.h"

#define FILES_MOST 256
#define BYTES_MOST (72 * 1024)
#define CHANGES    8

/* Of the sanitizers' run time, when it is there. */
__attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)(void));

static struct {
    struct mutate_bytes files[FILES_MOST];
    uint32_t count;
} corpus;

static uint64_t seed = 1;
static uint64_t current; /* the run that is under way; 0: a file as it is */

static void tell_run(void)
{
    char text[160];
    int length = snprintf(text, sizeof text,
                          "fuzz: failed in run %u (0: a corpus file as it is) of seed %u\n",
                          (unsigned)current, (unsigned)seed);
    if (length > 0)
        (void)!write(STDERR_FILENO, text, (size_t)length);
}

static void on_abort(int number)
{
    tell_run();
    signal(number, SIG_DFL);
    raise(number);
}

static uint64_t setting(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    return text != NULL && text[0] != '\0' ? strtoull(text, NULL, 10) : otherwise;
}

static void load_file(const char *folder, const char *name)
{
    static uint8_t bytes[BYTES_MOST];
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL || corpus.count == FILES_MOST)
        exit(2);
    struct mutate_bytes *loaded = &corpus.files[corpus.count++];
    loaded->size = fread(bytes, 1, sizeof bytes, file);
    loaded->data = malloc(loaded->size + 1);
    fclose(file);
    if (loaded->data == NULL)
        exit(2);
    memcpy(loaded->data, bytes, loaded->size);
}

/* In the order of their names, so that a run means the same everywhere. */
static void load_corpus(const char *folder)
{
    struct dirent **names = NULL;
    int count = scandir(folder, &names, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        if (names[i]->d_name[0] != '.')
            load_file(folder, names[i]->d_name);
        free(names[i]);
    }
    free(names);
    if (corpus.count == 0) {
        fprintf(stderr, "fuzz: no corpus in %s\n", folder);
        exit(2);
    }
}

/* The bytes lie in a block of their very size, whose end the sanitizer watches. */
static void give(const uint8_t *data, size_t size)
{
    uint8_t *exact = malloc(size > 0 ? size : 1);
    if (exact == NULL)
        exit(2);
    if (size > 0)
        memcpy(exact, data, size);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
}

static void run(uint64_t number)
{
    static uint8_t buffer[BYTES_MOST];
    struct mutate_random random;
    struct mutate_bytes bytes = {buffer, 0, sizeof buffer};
    current = number;
    mutate_seed(&random, seed * UINT64_C(1000000007) + number);
    const struct mutate_bytes *base = &corpus.files[mutate_below(&random, corpus.count)];
    const struct mutate_bytes *other = &corpus.files[mutate_below(&random, corpus.count)];
    memcpy(buffer, base->data, base->size);
    bytes.size = base->size;
    for (uint32_t left = 1 + mutate_below(&random, CHANGES); left > 0; left--)
        mutate_once(&random, &bytes, other);
    give(buffer, bytes.size);
}

int main(int argc, char **argv)
{
    uint64_t runs = setting("NTMS_FUZZ_RUNS", 200000);
    seed = setting("NTMS_FUZZ_SEED", 1);
    if (argc < 2)
        return 2;
    load_corpus(argv[1]);
    signal(SIGABRT, on_abort);
    if (__sanitizer_set_death_callback != NULL)
        __sanitizer_set_death_callback(tell_run);
    printf("fuzz: seed %u, %u files, %u runs\n", (unsigned)seed, (unsigned)corpus.count,
           (unsigned)runs);
    fflush(stdout);
    if (argc > 2) {
        run(strtoull(argv[2], NULL, 10));
        return 0;
    }
    for (uint32_t i = 0; i < corpus.count; i++)
        give(corpus.files[i].data, corpus.files[i].size);
    for (uint64_t number = 1; number <= runs; number++)
        run(number);
    for (uint32_t i = 0; i < corpus.count; i++)
        free(corpus.files[i].data);
    return 0;
}
