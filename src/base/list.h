/* SPDX-License-Identifier: MIT */
/*
 * An intrusive doubly linked ring for queues in memory: the head is a link itself, elements embed a
 * link. No allocation, constant time. The owner of the list brings the lock.
 */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct base_link {
    struct base_link *next;
    struct base_link *previous;
};

/* The structure that embeds the link at member. */
#define BASE_LIST_OWNER(link, type, member)                                                        \
    ((type *)(void *)((char *)(link)-offsetof(type, member)))

static inline void base_list_init(struct base_link *head)
{
    head->next = head;
    head->previous = head;
}

static inline bool base_list_is_empty(const struct base_link *head)
{
    return head->next == head;
}

static inline void base_list_append(struct base_link *head, struct base_link *link)
{
    link->next = head;
    link->previous = head->previous;
    head->previous->next = link;
    head->previous = link;
}

/* Takes the link out of its list; it is a list of itself afterwards, so removing twice is harmless.
 */
static inline void base_list_remove(struct base_link *link)
{
    link->previous->next = link->next;
    link->next->previous = link->previous;
    link->next = link;
    link->previous = link;
}

#endif
