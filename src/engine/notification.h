/* SPDX-License-Identifier: MIT */
/*
 * Channels that report what happens to the objects of one type (API: OpenNtmsNotification; the
 * calls are in engine/engine.h). A channel is a place in the change journal: nothing is kept for
 * it, so a listener that does not listen costs nothing, and one that falls behind the journal
 * (store/journal.h) is told that it has missed something.
 */
#ifndef ENGINE_NOTIFICATION_H
#define ENGINE_NOTIFICATION_H

#include <stdint.h>

struct engine_notification;
struct engine_session;

/* The channels of a session, and the waits on them that are under way. */
struct engine_channels {
    struct engine_notification *first;
    uint32_t waits;
};

/* Breaks the channels of a session that closes: their waits end, later ones end at once. */
void engine_notification_break_all(struct engine_session *session);

#endif
