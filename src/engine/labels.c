/* SPDX-License-Identifier: MIT */
#include "engine/labels.h"

static base_error open_labels(void *context)
{
    struct engine *engine = context;

    return label_library_open(&engine->labels);
}

base_error engine_labels(struct engine *engine, struct label_library **labels)
{
    base_error error = port_once_run(&engine->labels_once, open_labels, engine);

    if (error == BASE_ERROR_SUCCESS) {
        *labels = engine->labels;
    }
    return error;
}
