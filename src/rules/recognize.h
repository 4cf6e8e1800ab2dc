/* SPDX-License-Identifier: MIT */
/*
 * Which cartridge is the one whose label was just read? Bar codes are a shortcut to the identity of
 * a cartridge, labels are the identity itself (API: concept page on media identification). Where no
 * bar code was read, which record is whose is known by the place alone, and people move cartridges:
 * the label tells.
 *
 * Pure; any thread.
 */
#ifndef RULES_RECOGNIZE_H
#define RULES_RECOGNIZE_H

#include <stdbool.h>

/* The record that stands for the cartridge by its place, and its twin: another record that has the
 * label that was found. */
struct rules_recognition {
    bool same;         /* the label is the one that the record has */
    bool other;        /* rules_label_check says that it is another cartridge */
    bool barcode;      /* the library has read the record's bar code where the cartridge lies */
    bool identified;   /* the record was identified before, or an application owns it */
    bool new_here;     /* the record was made because something turned up here */
    bool twin;         /* there is one; the rest is about it */
    bool twin_hidden;  /* on the shelf, missing, or in a library that is not attached */
    bool twin_certain; /* known to be elsewhere: by its bar code, or because it is mounted */
    bool twin_same_barcode; /* both have a bar code, and it is the same */
};

enum rules_recognized {
    RULES_RECOGNIZED_IT = 0,   /* the cartridge is what its record says */
    RULES_RECOGNIZED_TWIN,     /* it is the twin, and its present record nobody: join them */
    RULES_RECOGNIZED_EXCHANGE, /* it is the twin, which changes places with the record */
    RULES_RECOGNIZED_STRANGER  /* it is a cartridge without a record; the record's own is gone */
};

enum rules_recognized rules_recognize(const struct rules_recognition *facts);

#endif
