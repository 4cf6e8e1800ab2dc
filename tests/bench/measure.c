/* SPDX-License-Identifier: MIT */
/* Time, pairs, medians, and the table they end up in. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>

BOOL bench_quick;

uint32_t bench_repetitions(uint32_t many)
{
    uint32_t few = many / 20;
    return !bench_quick ? many : few < 2 ? 2 : few;
}

double bench_now(void)
{
    LARGE_INTEGER count;
    LARGE_INTEGER frequency;
    QueryPerformanceCounter(&count);
    QueryPerformanceFrequency(&frequency);
    return (double)count.QuadPart / (double)frequency.QuadPart;
}

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return left < right ? -1 : left > right;
}

double bench_median(double *values, uint32_t count)
{
    qsort(values, count, sizeof *values, compare);
    return count % 2 == 1 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

static double run(bench_work *work, void *context, uint32_t batch, uint32_t rest_ms)
{
    if (rest_ms != 0)
        Sleep(rest_ms);
    double start = bench_now();
    for (uint32_t i = 0; i < batch; i++)
        work(context);
    return (bench_now() - start) / batch;
}

struct bench_result bench_pairs(bench_work *ours, bench_work *bare, void *context, uint32_t pairs,
                                uint32_t batch, uint32_t rest_ms)
{
    double *values = calloc(pairs, 3 * sizeof *values);
    struct bench_result result;

    if (values == NULL)
        bench_fail("no memory", ERROR_NOT_ENOUGH_MEMORY);
    for (uint32_t i = 0; i < pairs; i++) {
        double of_bare = 0;
        /* Who comes first changes, too. */
        if (i % 2 == 0)
            of_bare = run(bare, context, batch, rest_ms);
        values[i] = run(ours, context, batch, rest_ms);
        if (i % 2 == 1)
            of_bare = run(bare, context, batch, rest_ms);
        values[pairs + i] = of_bare;
        values[2 * pairs + i] = values[i] / of_bare;
    }
    result.ours = bench_median(values, pairs);
    result.bare = bench_median(values + pairs, pairs);
    result.ratio = bench_median(values + 2 * pairs, pairs);
    free(values);
    return result;
}

/* ---- the table ---- */

#define ROW_FORMAT "| %-46s | %10s | %-46s | %10s | %9s | %6s |\n"

void bench_head(void)
{
    printf(ROW_FORMAT, "What", "Ours", "Against", "Bare", "Figure", "Reach");
    printf("|---|---|---|---|---|---|\n");
}

static void format_time(double seconds, char text[32])
{
    if (seconds < 1e-3)
        snprintf(text, 32, "%.1f us", seconds * 1e6);
    else if (seconds < 1)
        snprintf(text, 32, "%.2f ms", seconds * 1e3);
    else
        snprintf(text, 32, "%.2f s", seconds);
}

void bench_row_times(const char *what, const char *bare, const struct bench_result *result,
                     const char *reach)
{
    char ours_text[32];
    char bare_text[32];
    char figure[32];

    format_time(result->ours, ours_text);
    format_time(result->bare, bare_text);
    snprintf(figure, sizeof figure, result->ratio < 0.1 ? "%.4f" : "%.2f", result->ratio);
    bench_row_text(what, ours_text, bare, bare_text, figure, reach);
}

void bench_row_text(const char *what, const char *ours, const char *bare, const char *bare_value,
                    const char *figure, const char *reach)
{
    printf(ROW_FORMAT, what, ours, bare, bare_value, figure, reach == NULL ? "" : reach);
    fflush(stdout);
}
