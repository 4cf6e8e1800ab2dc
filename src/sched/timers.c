/* SPDX-License-Identifier: MIT */
#include "sched/timers.h"

#include "base/memory.h"

/* The heap is a binary tree in an array; place p (from 1) has its children at 2p and 2p + 1. */

static bool is_before(const struct sched_timer *a, const struct sched_timer *b)
{
    return a->due < b->due || (a->due == b->due && a->sequence < b->sequence);
}

static void put_at(struct sched_timers *timers, size_t place, struct sched_timer *timer)
{
    timers->heap[place - 1] = timer;
    timer->place = place;
}

static void sift_up(struct sched_timers *timers, struct sched_timer *timer)
{
    size_t place = timer->place;
    while (place > 1 && is_before(timer, timers->heap[place / 2 - 1])) {
        put_at(timers, place, timers->heap[place / 2 - 1]);
        place /= 2;
    }
    put_at(timers, place, timer);
}

static void sift_down(struct sched_timers *timers, struct sched_timer *timer)
{
    size_t place = timer->place;
    while (place <= timers->count / 2) {
        size_t child = 2 * place;
        if (child < timers->count && is_before(timers->heap[child], timers->heap[child - 1]))
            child++;
        if (is_before(timer, timers->heap[child - 1]))
            break;
        put_at(timers, place, timers->heap[child - 1]);
        place = child;
    }
    put_at(timers, place, timer);
}

static base_error make_room(struct sched_timers *timers)
{
    if (timers->count < timers->capacity)
        return BASE_ERROR_SUCCESS;
    size_t capacity = timers->capacity == 0 ? 16 : timers->capacity * 2;
    struct sched_timer **heap = base_memory_resize(timers->heap, capacity, sizeof(void *));
    if (heap == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    timers->heap = heap;
    timers->capacity = capacity;
    return BASE_ERROR_SUCCESS;
}

void sched_timers_release(struct sched_timers *timers)
{
    if (timers == NULL)
        return;
    for (size_t i = 0; i < timers->count; i++)
        timers->heap[i]->place = 0;
    base_memory_free(timers->heap);
    *timers = (struct sched_timers)SCHED_TIMERS_INIT;
}

base_error sched_timers_set(struct sched_timers *timers, struct sched_timer *timer, int64_t due)
{
    if (timer->place == 0) {
        base_error error = make_room(timers);
        if (error != BASE_ERROR_SUCCESS)
            return error;
        timers->count++;
        put_at(timers, timers->count, timer);
    }
    timer->due = due;
    timer->sequence = ++timers->sequence;
    sift_up(timers, timer);
    sift_down(timers, timer);
    return BASE_ERROR_SUCCESS;
}

void sched_timers_cancel(struct sched_timers *timers, struct sched_timer *timer)
{
    if (timer->place == 0)
        return;
    size_t place = timer->place;
    struct sched_timer *last = timers->heap[timers->count - 1];
    timers->count--;
    timer->place = 0;
    if (last == timer)
        return;
    put_at(timers, place, last);
    sift_up(timers, last);
    sift_down(timers, last);
}

bool sched_timer_is_set(const struct sched_timer *timer)
{
    return timer->place != 0;
}

bool sched_timers_next(const struct sched_timers *timers, int64_t *due)
{
    if (timers->count == 0)
        return false;
    *due = timers->heap[0]->due;
    return true;
}

struct sched_timer *sched_timers_pop(struct sched_timers *timers, int64_t now)
{
    if (timers->count == 0 || timers->heap[0]->due > now)
        return NULL;
    struct sched_timer *first = timers->heap[0];
    sched_timers_cancel(timers, first);
    return first;
}
