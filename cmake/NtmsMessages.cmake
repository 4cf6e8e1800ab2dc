# SPDX-License-Identifier: MIT
# The message table of the DLL: the Event Viewer finds the text of an event there. Every message has the same one, the
# event's only insertion; what can occur are the numbers of the rooms (src/base/log.h).
find_program(NTMSAPI_WINDMC ${NTMSAPI_TRIPLE}-windmc REQUIRED)

function(ntms_message_table folder)
  set(table "LanguageNames=(English=0x409:MSG00409)\n")
  foreach(room 200/209 400/409 500/529 600/609 700/719 800/899)
    string(REPLACE "/" ";" range ${room})
    list(GET range 0 first)
    list(GET range 1 last)
    foreach(number RANGE ${first} ${last})
      string(APPEND table "MessageId=${number}\nLanguage=English\n%1\n.\n")
    endforeach()
  endforeach()
  file(WRITE ${folder}/messages.mc "${table}")
  execute_process(COMMAND ${NTMSAPI_WINDMC} -r ${folder} -h ${folder} ${folder}/messages.mc COMMAND_ERROR_IS_FATAL ANY)
endfunction()
