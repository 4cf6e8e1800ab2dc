/* SPDX-License-Identifier: MIT */
/* The calls that hand out and catalogue media, answered as the test says. */
#include "engine_fake.h"

base_error engine_allocate(struct engine_session *session, const struct engine_allocate_wish *wish,
                           struct base_guid *logical, struct base_guid *source)
{
    (void)session;
    engine_fake.calls++;
    engine_fake.id = *wish->pool;
    engine_fake.previous = *wish->previous;
    engine_fake.has_first = wish->side != NULL;
    if (wish->side != NULL)
        engine_fake.second = *wish->side;
    engine_fake.options = wish->options;
    engine_fake.timeout = wish->timeout;
    if (engine_fake.error == 0) {
        *logical = engine_fake.operation;
        *source = *wish->pool;
    }
    return engine_fake.error;
}
