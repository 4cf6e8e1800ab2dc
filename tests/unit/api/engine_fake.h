/* SPDX-License-Identifier: MIT */
/* An engine that does nothing but answer what a test tells it to, and count how it was asked. */
#ifndef TESTS_UNIT_API_ENGINE_FAKE_H
#define TESTS_UNIT_API_ENGINE_FAKE_H

#include "engine/engine.h"

struct engine_fake {
    base_error error; /* what every call returns */
    uint32_t calls;
    uint32_t opened;
    uint32_t closed;
    uint32_t cancelled;
    uint32_t channels_closed;
    char server[800];      /* "(null)" for NULL */
    char application[800]; /* the same */
    uint32_t options;
    struct base_guid id;     /* first identifier passed */
    struct base_guid second; /* second identifier, or the operation passed in */
    uint32_t type;
    uint32_t action;
    uint32_t cleans_left;
    bool whole_system; /* enumerate: container NULL */
    uint32_t capacity;
    uint32_t exist;             /* enumerate: objects that exist */
    struct base_guid operation; /* handed out by inject and eject */
    struct model_information information;
    char path[ENGINE_POOL_PATH_BYTES]; /* of a pool: asked for, and answered */
    bool has_type;
    bool has_first; /* operator request: arguments given */
    bool has_second;
    bool has_descriptor;
    size_t descriptor_length;
    struct base_guid previous; /* allocate: the logical medium passed in */
    uint32_t timeout;
    struct model_information sides[2]; /* create media: what was passed in */
    uint32_t count;
    uint32_t raw_length; /* label: of the bytes passed in; of a volume */
    char volume_name[MODEL_LABEL_INFO_BYTES];
    uint32_t serial_number;
    const char *bytes; /* handed out by attribute and UI destinations */
    size_t length;     /* of these; of the attribute passed in */
};

extern struct engine_fake engine_fake;

#endif
