/* SPDX-License-Identifier: MIT */
/* Library requests and operator requests in their tables. */
#include "store/family.h"

static const struct store_column lib_request_columns[] = {
    STORE_COLUMN_AS(U32, "operation", info.lib_request.operation),
    STORE_COLUMN_AS(U32, "option", info.lib_request.option),
    STORE_COLUMN_AS(U32, "state", info.lib_request.state),
    STORE_COLUMN_AS(GUID, "partition", info.lib_request.partition),
    STORE_COLUMN_AS(GUID, "drive", info.lib_request.drive),
    STORE_COLUMN_AS(GUID, "physical_media", info.lib_request.physical_media),
    STORE_COLUMN_AS(GUID, "library", info.lib_request.library),
    STORE_COLUMN_AS(GUID, "slot", info.lib_request.slot),
    STORE_COLUMN_AS(I64, "queued", info.lib_request.queued),
    STORE_COLUMN_AS(I64, "completed", info.lib_request.completed),
    STORE_COLUMN_AS(TEXT, "application", info.lib_request.application),
    STORE_COLUMN_AS(TEXT, "user", info.lib_request.user),
    STORE_COLUMN_AS(TEXT, "computer", info.lib_request.computer),
    STORE_COLUMN_AS(U32, "error", info.lib_request.error),
    STORE_COLUMN_AS(GUID, "work_item", info.lib_request.work_item),
    STORE_COLUMN_AS(I32, "priority", info.lib_request.priority),
    STORE_COLUMN_AS(U32, "argument", info.lib_request.argument),
    STORE_COLUMN_AS(U32, "stage", info.lib_request.stage),
    STORE_COLUMN_AS(I64, "stage_since", info.lib_request.stage_since),
    STORE_COLUMN_AS(BOOL, "stop_requested", info.lib_request.stop_requested),
    STORE_COLUMN_AS(GUID, "operator_request", info.lib_request.operator_request),
    STORE_COLUMN_AS(U32, "mount_order", info.lib_request.order),
    STORE_COLUMN_AS(GUID, "call_id", info.lib_request.call),
    STORE_COLUMN_AS(GUID, "session", info.lib_request.session),
    STORE_COLUMN_AS(GUID, "target", info.lib_request.target),
    STORE_COLUMN_AS(I64, "deadline", info.lib_request.deadline),
    STORE_COLUMN_AS(U32, "caught", info.lib_request.caught),
    STORE_COLUMN_AS(BOOL, "retract_requested", info.lib_request.retract_requested),
};
STORE_FAMILY_DEFINE_BY_ID(store_family_lib_request, MODEL_LIBREQUEST, "lib_request", "library",
                          lib_request_columns);

static const struct store_column op_request_columns[] = {
    STORE_COLUMN_AS(U32, "request", info.op_request.request),
    STORE_COLUMN_AS(I64, "submitted", info.op_request.submitted),
    STORE_COLUMN_AS(U32, "state", info.op_request.state),
    STORE_COLUMN_AS(TEXT, "message", info.op_request.message),
    STORE_COLUMN_AS(U32, "arg1_type", info.op_request.arg1_type),
    STORE_COLUMN_AS(GUID, "arg1", info.op_request.arg1),
    STORE_COLUMN_AS(U32, "arg2_type", info.op_request.arg2_type),
    STORE_COLUMN_AS(GUID, "arg2", info.op_request.arg2),
    STORE_COLUMN_AS(TEXT, "application", info.op_request.application),
    STORE_COLUMN_AS(TEXT, "user", info.op_request.user),
    STORE_COLUMN_AS(TEXT, "computer", info.op_request.computer),
    STORE_COLUMN_AS(I64, "completed", info.op_request.completed),
};
STORE_FAMILY_DEFINE(store_family_op_request, MODEL_OPREQUEST, "op_request", NULL,
                    op_request_columns);
