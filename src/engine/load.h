/* SPDX-License-Identifier: MIT */
/*
 * What a load has found, and what it means for the request that wanted it. The functions work
 * inside of load->transaction; the rows are as they are stored, the request is unfinished and its
 * cartridge lies in the drive. Database errors.
 */
#ifndef ENGINE_LOAD_H
#define ENGINE_LOAD_H

#include "device/drive.h"
#include "engine/steps.h"
#include "label/label.h"

struct engine_load {
    struct engine_job *job;
    struct base_guid drive;
    char name[MODEL_DEVICENAME_BYTES];
    char barcode[DEVICE_BARCODE_SIZE]; /* what the library reads on the cartridge, "" = nothing */
    bool tape;
    struct device_medium told;
    struct label_found found;
    bool unknown; /* something stands there that nobody knows, or that cannot be read */
    /* as they are stored */
    struct store_transaction *transaction;
    struct model_information request;
    struct model_information medium;
    struct model_information side;
};

/* A mount: the drive is the caller's, or the request and its call fail. */
base_error engine_load_mount(struct engine_load *load);

/* A side that gets a free label: stage LOADED, or the request fails. */
base_error engine_load_unlabelled(struct engine_load *load);

#endif
