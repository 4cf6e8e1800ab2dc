/* SPDX-License-Identifier: MIT */
/*
 * API: CreateNtmsMedia. The cartridge's structure may also be as short as its last member, because
 * the page counts dwSize so; the sides lie in an array and are whole.
 */
#include "api/edge.h"
#include "api/pack.h"
#include "api/win32.h"
#include "engine/engine.h"

#include <stddef.h>
#include <string.h>

enum {
    SHORT_A = offsetof(NTMS_OBJECTINFORMATIONA, Info) + sizeof(NTMS_PMIDINFORMATIONA),
    SHORT_W = offsetof(NTMS_OBJECTINFORMATIONW, Info) + sizeof(NTMS_PMIDINFORMATIONW),
    SIDES_MOST = 8 /* more than any kind of medium has; no more are read */
};

/* One call: the caller's blocks, read and to be written back. */
struct creation {
    struct api_pack_layout medium_layout;
    struct api_pack_layout side_layout;
    struct model_information medium;
    struct model_information sides[SIDES_MOST];
    uint32_t count; /* of the sides read */
};

static bool find_medium_layout(const struct api_text *text, uint32_t size,
                               struct api_pack_layout *layout)
{
    if (api_pack_layout_find(text, size, layout))
        return true;
    *layout = (struct api_pack_layout){.text = text, .size = size};
    return size == (text->unit == 1 ? (uint32_t)SHORT_A : (uint32_t)SHORT_W);
}

static bool read_medium(struct creation *work, const struct api_text *text, const uint8_t *bytes)
{
    uint32_t head[2]; /* dwSize, dwType */
    memcpy(head, bytes, sizeof head);
    return head[1] == MODEL_PHYSICAL_MEDIA &&
           find_medium_layout(text, head[0], &work->medium_layout) &&
           api_unpack_information(bytes, &work->medium_layout, &work->medium);
}

static bool read_sides(struct creation *work, const struct api_text *text, const uint8_t *bytes)
{
    uint32_t told = work->medium.info.physical_media.number_of_partitions;
    work->count = told < SIDES_MOST ? told : SIDES_MOST;
    for (uint32_t i = 0; i < work->count; i++) {
        uint32_t head[2];
        memcpy(head, bytes, sizeof head);
        if (i == 0 && !api_pack_layout_find(text, head[0], &work->side_layout))
            return false;
        if (head[0] != work->side_layout.size || head[1] != MODEL_PARTITION ||
            !api_unpack_information(bytes, &work->side_layout, &work->sides[i]))
            return false;
        bytes += work->side_layout.size;
    }
    return true;
}

static void write_back(const struct model_information *information,
                       const struct api_pack_layout *layout, uint8_t *out)
{
    uint8_t packed[API_PACK_SIZE_LIMIT];
    api_pack_information(information, layout, packed);
    memcpy(out, packed, layout->size);
}

static base_error create(struct engine_session *session, const struct api_text *text, void *media,
                         void *list, DWORD options)
{
    struct creation work;
    uint8_t *side = list;

    if (media == NULL || list == NULL || !read_medium(&work, text, media) ||
        !read_sides(&work, text, list))
        return BASE_ERROR_INVALID_PARAMETER;
    base_error error = engine_media_create(session, &work.medium, work.sides, work.count, options);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    write_back(&work.medium, &work.medium_layout, media);
    for (uint32_t i = 0; i < work.count; i++, side += work.side_layout.size)
        write_back(&work.sides[i], &work.side_layout, side);
    return BASE_ERROR_SUCCESS;
}

DWORD WINAPI CreateNtmsMediaA(HANDLE session, LPNTMS_OBJECTINFORMATIONA media,
                              LPNTMS_OBJECTINFORMATIONA list, DWORD options)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = create(opened, &api_text_ansi, media, list, options);
    api_handle_release(session);
    return error;
}

DWORD WINAPI CreateNtmsMediaW(HANDLE session, LPNTMS_OBJECTINFORMATIONW media,
                              LPNTMS_OBJECTINFORMATIONW list, DWORD options)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = create(opened, &api_text_wide, media, list, options);
    api_handle_release(session);
    return error;
}
