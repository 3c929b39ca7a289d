"""Whether two object files are the same but for one name. Imported by the benchmarks beside it.

An ELF file of 64 bits, little-endian, as elf(5) has it. The new name has to be as long as the old one: then nothing
moves, and every byte that differs has to belong to a place where the old file has the old name and the new file the new
one: names of sections and symbols, and strings that the code makes of its own text (assert, __func__). Sections, their
order and flags, the symbols' values, sizes and sections, relocations, code and data have to be equal byte for byte.
Only the order of the string table is free: linkers and assemblers share the ends of names in it. Names of one or two
letters may differ in names and in sections of strings only: in code they would be any bytes.
"""
import struct

SYMTAB, STRTAB, NOBITS = 2, 3, 8
STRINGS = 0x20  # a section's flag


class Section:
    def __init__(self, data, header, names_at):
        (name, self.kind, self.flags, self.address, self.offset, self.size, self.link, self.info, self.align,
         self.entry) = struct.unpack_from("<IIQQQQIIQQ", data, header)
        self.name_at = names_at + name
        self.bytes = b"" if self.kind == NOBITS else data[self.offset:self.offset + self.size]

    def shape(self):
        return self.kind, self.flags, self.size if self.kind != STRTAB else 0, self.link, self.info, self.align, self.entry


def text_at(data, at):
    return data[at:data.index(b"\0", at)]


class ObjectFile:
    def __init__(self, path):
        with open(path, "rb") as file:
            data = file.read()
        if data[:6] != b"\x7fELF\x02\x01":
            raise ValueError(f"{path}: no ELF file of 64 bits")
        headers, = struct.unpack_from("<Q", data, 0x28)
        size, count, names = struct.unpack_from("<HHH", data, 0x3A)
        if count == 0 or names == 0xFFFF:  # more sections than the header has room for: in the first section
            first = Section(data, headers, 0)
            count, names = count or first.size, first.link if names == 0xFFFF else names
        names_at, = struct.unpack_from("<Q", data, headers + names * size + 0x18)
        self.sections = [Section(data, headers + i * size, names_at) for i in range(count)]
        self.names = [text_at(data, each.name_at) for each in self.sections]

    def symbols(self, section):
        strings = self.sections[section.link].bytes
        for at in range(0, len(section.bytes), 24):
            name, *rest = struct.unpack_from("<IBBHQQ", section.bytes, at)
            yield text_at(strings, name), rest


def differs(old, new, renamed):
    """Whether bytes differ but for the names (old, new) of `renamed`."""
    if old == new:
        return False
    if len(old) != len(new):
        return True
    for before, after in renamed:
        at = old.find(before)
        while at >= 0:
            if new[at:at + len(after)] == after:
                new = new[:at] + before + new[at + len(after):]
            at = old.find(before, at + 1)
    return old != new


def difference(old_path, new_path, names):
    """What differs, in words; empty: nothing. `names`: (old, new), each pair of one length."""
    renamed = [(old.encode(), new.encode()) for old, new in names]
    long_ones = [each for each in renamed if len(each[0]) > 2]
    old, new = ObjectFile(old_path), ObjectFile(new_path)
    if len(old.sections) != len(new.sections):
        return f"{len(old.sections)} sections, then {len(new.sections)}"
    for i, (mine, other) in enumerate(zip(old.sections, new.sections)):
        shown = old.names[i].decode(errors="replace")
        if differs(old.names[i], new.names[i], renamed) or mine.shape() != other.shape():
            return f"section {shown} is {new.names[i].decode(errors='replace')} or of another shape"
        if mine.kind == SYMTAB:
            for (was, facts), (now, other_facts) in zip(old.symbols(mine), new.symbols(other)):
                if differs(was, now, renamed) or facts != other_facts:
                    return f"symbol {was.decode(errors='replace')} is {now.decode(errors='replace')} or elsewhere"
        elif mine.kind != STRTAB and differs(mine.bytes, other.bytes, renamed if mine.flags & STRINGS else long_ones):
            return f"bytes of {shown}"
    return ""
