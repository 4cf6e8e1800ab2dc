/* SPDX-License-Identifier: MIT */
/*
 * The frame below which foreign code may fault. Compilers of the GNU family have no __try, so the
 * function is written in the machine's own language: for 64 bit with the unwind data that the
 * system's standard handler reads, for 32 bit with a registration record of its own. Handlers
 * further up (the foreign code's own) come first in both, and the rest of the process is not
 * affected.
 */
#include "port/plugin_guard.h"

#include <windows.h>

/* Microsoft's x64 convention: the body's address in rcx, its context in rdx. */
#ifdef __x86_64__

int32_t port_plugin_filter(void *pointers, void *frame);

/* Whatever it is, execution goes on at the guard's landing place. */
__attribute__((used)) int32_t port_plugin_filter(void *pointers, void *frame)
{
    (void)pointers;
    (void)frame;
    return EXCEPTION_EXECUTE_HANDLER;
}

__asm__(".text\n"
        ".p2align 4\n"
        ".globl port_plugin_guard\n"
        ".def port_plugin_guard; .scl 2; .type 32; .endef\n"
        ".seh_proc port_plugin_guard\n"
        "port_plugin_guard:\n"
        "    subq $40, %rsp\n"
        "    .seh_stackalloc 40\n"
        "    .seh_endprologue\n"
        "    movq %rcx, %rax\n"
        "    movq %rdx, %rcx\n"
        ".Lport_plugin_try:\n"
        "    call *%rax\n"
        "    nop\n"
        ".Lport_plugin_tried:\n"
        "    movl $1, %eax\n"
        "    addq $40, %rsp\n"
        "    ret\n"
        ".Lport_plugin_caught:\n"
        "    cld\n"
        "    xorl %eax, %eax\n"
        "    addq $40, %rsp\n"
        "    ret\n"
        "    .seh_handler __C_specific_handler, @except\n"
        "    .seh_handlerdata\n"
        "    .long 1\n"
        "    .rva .Lport_plugin_try, .Lport_plugin_tried\n"
        "    .rva port_plugin_filter, .Lport_plugin_caught\n"
        "    .text\n"
        "    .seh_endproc\n");

#else

/*
 * The record lies 20 bytes below the frame pointer. The handler is called a second time while the
 * stack is being unwound (flags 2 and 4); RtlUnwind takes off the records above ours, and returns
 * with nothing but the stack and the frame pointer kept.
 */
__asm__(".text\n"
        ".p2align 4\n"
        ".globl _port_plugin_guard\n"
        ".def _port_plugin_guard; .scl 2; .type 32; .endef\n"
        "_port_plugin_guard:\n"
        "    pushl %ebp\n"
        "    movl %esp, %ebp\n"
        "    pushl %ebx\n"
        "    pushl %esi\n"
        "    pushl %edi\n"
        "    pushl $Lport_plugin_handler\n"
        "    pushl %fs:0\n"
        "    movl %esp, %fs:0\n"
        "    andl $-16, %esp\n"
        "    subl $12, %esp\n"
        "    pushl 12(%ebp)\n"
        "    call *8(%ebp)\n"
        "    movl $1, %eax\n"
        "Lport_plugin_leave:\n"
        "    leal -20(%ebp), %esp\n"
        "    popl %fs:0\n"
        "    addl $4, %esp\n"
        "    popl %edi\n"
        "    popl %esi\n"
        "    popl %ebx\n"
        "    popl %ebp\n"
        "    ret\n"
        "Lport_plugin_handler:\n"
        "    movl 4(%esp), %eax\n"
        "    testl $6, 4(%eax)\n"
        "    jnz Lport_plugin_pass\n"
        "    movl 8(%esp), %ecx\n"
        "    pushl $0\n"
        "    pushl %eax\n"
        "    pushl $Lport_plugin_unwound\n"
        "    pushl %ecx\n"
        "    call _RtlUnwind@16\n"
        "Lport_plugin_unwound:\n"
        "    cld\n"
        "    movl 8(%esp), %ecx\n"
        "    leal 20(%ecx), %ebp\n"
        "    xorl %eax, %eax\n"
        "    jmp Lport_plugin_leave\n"
        "Lport_plugin_pass:\n"
        "    movl $1, %eax\n" /* ExceptionContinueSearch */
        "    ret\n");

#endif
