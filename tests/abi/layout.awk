# SPDX-License-Identifier: Apache-2.0
# Reads the headers of common/ and writes a C file whose section .kuipc_layout holds, for each struct its
# size, for each member its offset and size, and for each command its number. Compiled by each side of
# the ABI, the section must be the same to the last byte. Fails on a member that the rules of the folder forbid.
function row(text, number) {
	printf "\t{ \"%s\", %s },\n", text, number
}
BEGIN {
	print "struct kuipc_layout_row { char name[88]; __u64 value; } __attribute__((packed));"
	print "static const struct kuipc_layout_row kuipc_layout[]"
	print "\t__attribute__((used, section(\".kuipc_layout\"))) = {"
}
{ sub(/\/\*.*/, "") }
/^struct [a-z0-9_]+ \{/ {
	type = "struct " $2
	row(type, "sizeof(" type ")")
	next
}
/^\}/ { type = ""; next }
type != "" && /;/ {
	declaration = $0
	gsub(/^[ \t]+|[ \t]*;.*/, "", declaration)
	if (declaration !~ /^(__u8|__u16|__u32|__u64|__be16|__be32|__be64|char|struct kuipc_[a-z_]+) [a-z_]+(\[[A-Z0-9a-z_]+\])?$/) {
		print FILENAME ":" FNR ": not a member of fixed width, one a line: " declaration > "/dev/stderr"
		bad = 1
	}
	member = declaration
	sub(/\[.*/, "", member)
	sub(/.* /, "", member)
	row(type "." member " offset", "__builtin_offsetof(" type ", " member ")")
	row(type "." member " size", "sizeof(((" type " *)0)->" member ")")
	next
}
/^#define KUIPC_[A-Z_]+ _IO[RW]*\(/ { row($2, $2) }
END {
	print "};"
	exit bad
}
