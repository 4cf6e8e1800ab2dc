/* SPDX-License-Identifier: MIT */
/* The calls that hand out and catalogue media, answered as the test says. */
#include "engine_fake.h"

#include <stdio.h>

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

base_error engine_media_create(struct engine_session *session, struct model_information *medium,
                               struct model_information *sides, uint32_t count, uint32_t options)
{
    (void)session;
    engine_fake.calls++;
    engine_fake.information = *medium;
    engine_fake.count = count;
    engine_fake.options = options;
    for (uint32_t i = 0; i < count && i < 2; i++)
        engine_fake.sides[i] = sides[i];
    if (engine_fake.error == 0) {
        medium->object.id = engine_fake.operation;
        for (uint32_t i = 0; i < count; i++)
            sides[i].info.partition.physical_media = engine_fake.operation;
    }
    return engine_fake.error;
}

base_error engine_label_update(struct engine_session *session, const struct base_guid *logical,
                               const uint8_t *raw, uint32_t raw_length,
                               const struct engine_volume_label *volume)
{
    (void)session;
    engine_fake.calls++;
    engine_fake.id = *logical;
    engine_fake.raw_length = raw != NULL ? raw_length : 0;
    if (volume != NULL) {
        snprintf(engine_fake.path, sizeof engine_fake.path, "%s", volume->file_system);
        snprintf(engine_fake.volume_name, sizeof engine_fake.volume_name, "%s", volume->name);
        engine_fake.serial_number = volume->serial_number;
    }
    return engine_fake.error;
}
