package io.edgelens;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * As much of a shared library's head as says where it can be loaded; see elf(5).
 *
 * @param machine {@code e_machine}: 62 is x86-64, 183 is aarch64
 * @param name its own, by which others need it; empty if it has none
 * @param needed the names of the libraries that must be loaded before it
 * @param paths where those are looked for before the system's folders; an empty one is the current folder
 */
record Elf(int machine, String name, List<String> needed, List<String> paths) {

    static final int X86_64 = 62;
    static final int AARCH64 = 183;

    private static final int MAGIC = 0x464c457f;
    private static final int PT_LOAD = 1;
    private static final int PT_DYNAMIC = 2;
    private static final int DT_NULL = 0;
    private static final int DT_NEEDED = 1;
    private static final int DT_STRTAB = 5;
    private static final int DT_SONAME = 14;
    private static final int DT_RPATH = 15;
    private static final int DT_RUNPATH = 29;

    /** Reads a 64-bit little-endian library. */
    static Elf of(byte[] library) {
        var bytes = ByteBuffer.wrap(library).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getInt(0) != MAGIC) {
            throw new IllegalArgumentException("not an ELF file");
        }
        var needed = new ArrayList<Long>();
        var paths = new ArrayList<Long>();
        long name = 0;
        long strings = 0;
        var dynamic = segment(bytes, PT_DYNAMIC, 0);
        for (var at = (int) bytes.getLong(dynamic + 8); bytes.getLong(at) != DT_NULL; at += 16) {
            var value = bytes.getLong(at + 8);
            switch ((int) bytes.getLong(at)) {
                case DT_NEEDED -> needed.add(value);
                case DT_SONAME -> name = value;
                case DT_RPATH, DT_RUNPATH -> paths.add(value);
                case DT_STRTAB -> strings = value;
                default -> {}
            }
        }
        var table = offset(bytes, strings);
        return new Elf(
                bytes.getShort(18),
                text(bytes, table + name),
                needed.stream().map(at -> text(bytes, table + at)).toList(),
                paths.stream()
                        .flatMap(at -> Stream.of(text(bytes, table + at).split(":", -1)))
                        .toList());
    }

    /** Where the program header is of the first segment of this type that holds {@code address}, or any if that is 0. */
    private static int segment(ByteBuffer bytes, int type, long address) {
        var size = bytes.getShort(54);
        for (int i = 0, at = (int) bytes.getLong(32); i < bytes.getShort(56); i++, at += size) {
            var start = bytes.getLong(at + 16);
            if (bytes.getInt(at) == type
                    && (address == 0 || (start <= address && address < start + bytes.getLong(at + 32)))) {
                return at;
            }
        }
        throw new IllegalArgumentException("no segment of type " + type);
    }

    /** Where in the file a virtual address is. */
    private static long offset(ByteBuffer bytes, long address) {
        var load = segment(bytes, PT_LOAD, address);
        return address - bytes.getLong(load + 16) + bytes.getLong(load + 8);
    }

    private static String text(ByteBuffer bytes, long at) {
        var text = new StringBuilder();
        for (var i = (int) at; bytes.get(i) != 0; i++) {
            text.append((char) bytes.get(i));
        }
        return text.toString();
    }
}
