#!/bin/sh
# Check the record of a draw against SSJ1 with what every computer has: sh, coreutils (sha256sum, sort, cut, tr, od,
# split, …) and awk. 用每台电脑都有的工具核验一次抽取的存档：
#
#     sh check.sh RECORD_FOLDER             the folder, as SSJ1 section 9 asks            存档文件夹
#     sh check.sh --proof PROOF NOTICE      a proof of inclusion against a notice         入框证明
#
# Rules and their names are those of verify.py, and so is the order in which they are tried. Every failure is a line
# with file and rule. Exit status: 0 all of it holds, 1 something fails, 2 usage.
#
# Many hashes are made at once: `split -b` cuts a stream of texts of one length into files, and sha256sum takes many
# files. They lie in a temporary folder, in memory where there is /dev/shm, which is removed at the end. A frame of
# 44,900 entities took 7 seconds on two cores in memory, and 2 minutes on a slow disk.
set -eu
LC_ALL=C
export LC_ALL
unset CDPATH

# ============ What is said ============

sentence() {
    case $1 in
        readable) echo "the folder and its files can be read 文件夹和文件可读 (SSJ1 3)" ;;
        stray) echo "nothing else lies in the folder 没有多余的文件 (SSJ1 3)" ;;
        plain) echo "a plain file, no link and no folder 须为普通文件，不得是链接或目录 (SSJ1 3)" ;;
        present) echo "every file of the folder's stage is there 本阶段的文件齐全 (SSJ1 3)" ;;
        bytes) echo "UTF-8, LF at the end, no control or direction character, no BOM, no | 字节规则 (SSJ1 1)" ;;
        kind) echo "begins with SSJ1 and the kind that belongs here 条目种类正确 (SSJ1 2)" ;;
        keys) echo "every key once, in the order given, and no other 键名、次序正确，不多不少不重 (SSJ1 2, 3)" ;;
        values) echo "every value is written as its key asks 键值格式正确 (SSJ1 1, 2, 3)" ;;
        table) echo "fields well-formed, lines sorted, none twice 表格格式正确、有序、不重复 (SSJ1 1, 3)" ;;
        frame_sha256) echo "the notice names the hash of the frame 抽样框与公告的指纹一致 (SSJ1 3)" ;;
        inspectors_sha256) echo "the notice names the hash of the inspectors 检查人员表与公告的指纹一致 (SSJ1 3)" ;;
        recusals_sha256) echo "the notice names the hash of the recusals 回避表与公告的指纹一致 (SSJ1 3)" ;;
        excluded_sha256) echo "the notice names the hash of the excluded 剔除表与公告的指纹一致 (SSJ1 3)" ;;
        registry_sha256) echo "the notice names the hash of all ids 名录库全部代码的指纹一致 (SSJ1 3)" ;;
        frame_merkle) echo "the notice names the Merkle root of the frame 抽样框的默克尔根一致 (SSJ1 3)" ;;
        numbers_of_lines) echo "the notice's numbers are those of the tables 公告的户数与表格一致 (SSJ1 3)" ;;
        counts) echo "count.* are the frame's strata and their entities 各层户数与抽样框一致 (SSJ1 3)" ;;
        strata) echo "size.* are the frame's strata and no other 各层均有且只有一个样本量 (SSJ1 3)" ;;
        excluded_apart) echo "no excluded entity stands in the frame 剔除的主体不在抽样框内 (SSJ1 3)" ;;
        recusals_known) echo "each recusal's inspector and entity are listed 回避的人员和主体均在册 (SSJ1 3)" ;;
        team_files) echo "team_size 0: files 11 and 12 are 0 bytes 每户人数为 0 时人员表、回避表为空 (SSJ1 3)" ;;
        team_feasible) echo "every entity of the frame has inspectors enough 抽样框内每户都有足够的检查人员 (SSJ1 8)" ;;
        salt_and_open_by) echo "salt_sha256 and a later open_by, or neither 密封抽取须有盐的指纹和揭示期限 (SSJ1 3)" ;;
        drand_round) echo "the drand round is later than at and seed_at 信标轮次晚于公告 (SSJ1 5)" ;;
        times) echo "at < seed_at ≤ ceremony's at ≤ outcome's at 时间次序正确 (SSJ1 9)" ;;
        numbers) echo "entries stand in order; a sealed draw's outcome follows at once 条目编号次序正确 (SSJ1 2)" ;;
        same_draw) echo "authority and draw_id are those of the draw 机关和摇号编号一致 (SSJ1 2)" ;;
        of) echo "of is the hash of the entry it speaks of 所指条目的指纹一致 (SSJ1 2)" ;;
        prev) echo "prev is the hash of the entry before 前一条目的指纹一致 (SSJ1 2)" ;;
        record) echo "the outcome names the hash of SHA256SUMS 结果条目与 SHA256SUMS 的指纹一致 (SSJ1 2)" ;;
        sums_files) echo "SHA256SUMS lists the files 00 to 50, sorted SHA256SUMS 所列文件正确 (SSJ1 3)" ;;
        sums) echo "the file has the hash that SHA256SUMS names 文件与 SHA256SUMS 一致 (SSJ1 9)" ;;
        public_value) echo "the public value has the notice's format 公共值格式正确 (SSJ1 5)" ;;
        seed_text) echo "the seed text is made of notice, public value, salt 种子文本由公告、公共值和盐组成 (SSJ1 5)" ;;
        salt) echo "the salt has the hash that the notice names 盐与公告的指纹一致 (SSJ1 5)" ;;
        sizes_recomputed) echo "strata, N and n recomputed 各层户数和样本量重算一致 (SSJ1 4)" ;;
        cutoffs_recomputed) echo "cutoffs recomputed 截止票号重算一致 (SSJ1 6)" ;;
        sample_recomputed) echo "the sample recomputed from the seed 抽取名单按种子重算一致 (SSJ1 6)" ;;
        assignments_recomputed) echo "the teams recomputed from the seed 检查人员按种子重算一致 (SSJ1 8)" ;;
    esac
}

# On one line, and nothing that could act on a terminal.
plain() { printf '%s' "$1" | tr '\011\012' '  ' | tr -c ' -~' '?' | cut -c 1-200; }

fail() { # rule, file, what was seen
    printf 'FAIL %s: %s: %s: %s\n' "$(plain "${2#./}")" "$1" "$(sentence "$1")" "$(plain "$3")" | tee -a "$tmp/failures"
}
note() { printf 'NOTE %s: %s\n' "$(plain "$1")" "$2"; }
same() { [ "$3" = "$4" ] || fail "$1" "$2" "expected $3; found $4"; } # rule, file, expected, found
faultless() { [ -z "$3" ] || fail "$1" "$2" "$3"; }                   # rule, file, fault

# `by` names a hash of `about`. Where it is wrong one of the two was changed: the one that nothing vouches for.
vouched=" "
is_vouched() { case $vouched in *" $1 "*) ;; *) return 1 ;; esac; }
claim() { # rule, by, about, claimed, actual
    [ "$4" != "$5" ] || return 0
    is_vouched "$3" || fail "$1" "$3" "expected $4; found $5"
    is_vouched "$2" && ! is_vouched "$3" || fail "$1" "$2" "expected $5; found $4"
    return 1
}

usage() {
    echo "sh check.sh RECORD_FOLDER | sh check.sh --proof PROOF NOTICE" >&2
    exit 2
}

# ============ Hashes ============

if command -v sha256sum >/dev/null; then sum=sha256sum; else sum="shasum -a 256"; fi # macOS has the latter

hash_of() { $sum <"$1" | cut -c 1-64; }
hash_text() { printf '%s' "$1" | $sum | cut -c 1-64; }

# SHA-256 of every $1 bytes of stdin, a line each. Ten thousand files at a time lie in the temporary folder.
digests() {
    mkdir "$tmp/chunks"
    (cd "$tmp/chunks" && split -b "$(($1 * 10000))" -a 4 -)
    for chunk in "$tmp"/chunks/*; do
        [ -f "$chunk" ] || continue
        mkdir "$tmp/pieces"
        (cd "$tmp/pieces" && split -b "$1" -a 3 "$chunk" && ls | xargs $sum | cut -c 1-64)
        rm -r "$tmp/pieces"
    done
    rm -r "$tmp/chunks"
}

# H of each line of the file $1, without its LF, a line each and in their order; with $2 = leaf, of 00 and the line.
# Lines of one length go together; \001, which no line holds, stands for the byte 0 that awk cannot write.
line_digests() {
    : >"$tmp/numbered"
    for length in $(awk '{ print length($0) }' "$1" | sort -nu); do
        awk -v length_="$length" 'length($0) == length_ { print NR }' "$1" >"$tmp/places"
        awk -v length_="$length" -v lead="${2:+\\001}" 'length($0) == length_ { printf "%s%s", lead, $0 }' "$1" |
            tr '\001' '\000' | digests "$((length + ${2:+1} + 0))" | paste "$tmp/places" - >>"$tmp/numbered"
    done
    sort -n "$tmp/numbered" | cut -f 2
}

# Pairs of hashes, each two lines of stdin, as `printf` commands that write 01, left and right as bytes.
OCTAL='function octal(hex,   i, out) {
    for (i = 1; i < length(hex); i += 2) out = out code[substr(hex, i, 2)]
    return out
}
BEGIN { for (i = 0; i < 256; i++) code[sprintf("%02x", i)] = sprintf("\\%03o", i) }'

# The Merkle root (RFC 6962) over the lines of a file. Neighbours are joined; the last without one goes up as it is.
merkle_root() {
    line_digests "$1" leaf >"$tmp/level"
    while [ "$(wc -l <"$tmp/level")" -gt 1 ]; do
        awk "$OCTAL"'NR % 2 { left = $0; next }
            { printf "printf '\''\\001%s%s'\''\n", octal(left), octal($0) }' "$tmp/level" >"$tmp/pairs"
        sh "$tmp/pairs" | digests 65 >"$tmp/above"
        [ "$(($(wc -l <"$tmp/level") % 2))" = 0 ] || tail -n 1 "$tmp/level" >>"$tmp/above"
        mv "$tmp/above" "$tmp/level"
    done
    cat "$tmp/level"
}

# ============ Bytes, entries, tables: sections 1 to 3 ============

# awk functions for the forms of section 1; no awk need know {m,n}. Numbers of nine digits are exact in every awk.
FORMS='
function is_hash(s) { return length(s) == 64 && s !~ /[^0-9a-f]/ }
function is_positive(s) { return s ~ /^[1-9][0-9]*$/ && length(s) <= 9 }
function is_integer(s) { return s == "0" || is_positive(s) }
function is_name(s) { return s ~ /^[0-9A-Za-z._-]+$/ && length(s) <= 64 }
function is_stratum(s) { return s ~ /^[a-z]+(\/[0-9A-Za-z._-]+)*$/ }
function is_id(s) {
    return length(s) <= 64 && (length(s) == 18 && s !~ /[^0-9A-Z]/ || s ~ /^X:[0-9A-Z.-]+:[0-9A-Z:.-]+$/ ||
        s ~ /^R:[0-9]+$/ && length(s) == 17)
}
function is_frame_line() { return NF == 3 && is_id($1) && is_stratum($2) && is_name($3) }
function leap(y) { return y % 4 == 0 && y % 100 != 0 || y % 400 == 0 }
function days(y, m) { return m == 2 ? 28 + leap(y) : 30 + (m == 1 || m == 3 || m == 5 || m == 7 || m == 8 || m == 10 || m == 12) }
function is_time(s,   y, m, d) {
    if (s !~ /^[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z$/) return 0
    y = substr(s, 1, 4) + 0; m = substr(s, 6, 2) + 0; d = substr(s, 9, 2) + 0
    return y >= 1 && m >= 1 && m <= 12 && d >= 1 && d <= days(y, m) && substr(s, 12, 2) + 0 <= 23
}
function seconds(s,   y, m, all) {
    for (y = 1970; y < substr(s, 1, 4) + 0; y++) all += 365 + leap(y)
    for (m = 1; m < substr(s, 6, 2) + 0; m++) all += days(y, m)
    all += substr(s, 9, 2) - 1
    return ((all * 24 + substr(s, 12, 2)) * 60 + substr(s, 15, 2)) * 60 + substr(s, 18, 2)
}
function is_rate(s,   part, n) {
    n = split(s, part, "/")
    return n == 1 && is_positive(s) || n == 2 && is_positive(part[1]) && is_positive(part[2]) && part[1] + 0 <= part[2] + 0
}
function is_list(s,   part, n, i, seen) {
    n = split(s, part, ",")
    for (i = 1; i <= n; i++) if (part[i] == "" || part[i] in seen) return 0; else seen[part[i]] = 1
    return 1
}
function is_seed_format(s,   part, n) {
    n = split(s, part, ":")
    return s == "rehearsal" || n == 2 && part[1] == "digits" && is_positive(part[2]) && part[2] + 0 >= 12 ||
        n == 3 && part[1] == "drand" && is_hash(part[2]) && is_positive(part[3])
}
function is_value(key, s) {
    if (key ~ /^count\./) return is_stratum(substr(key, 7)) && is_positive(s)
    if (key ~ /^size\./) return is_stratum(substr(key, 6)) && is_rate(s)
    if (key == "authority" || key == "draw_id") return is_name(s)
    if (key == "at" || key == "seed_at") return is_time(s)
    if (key == "open_by") return s == "" || is_time(s)
    if (key == "salt_sha256" || key == "redraw_of") return s == "" || is_hash(s)
    if (key == "public_value" || key == "seed_source") return s != ""
    if (key == "seed_format") return is_seed_format(s)
    if (key == "replace") return is_list(s)
    if (key == "excluded_count" || key == "team_size") return is_integer(s)
    if (key ~ /_count$/ || key == "number" || key == "min_per_stratum") return is_positive(s)
    return is_hash(s)
}'

# Why a file breaks the byte rules, empty where it does not; $2 = TAB where fields are separated by TABs.
byte_fault() {
    [ -s "$1" ] || return 0
    if [ "$(head -c 3 "$1" | od -An -tx1 | tr -d ' ')" = efbbbf ]; then echo "begins with a byte order mark"; fi
    if [ "$(tail -c 1 "$1" | od -An -tx1 | tr -d ' ')" != 0a ]; then echo "does not end with LF"; fi
    if [ "$(tr -d "\\012${2:+\\011}"'\040-\173\175\176' <"$1" | head -c 1 | wc -c)" -eq 0 ]; then return 0; fi
    od -An -v -tu1 "$1" | awk -v tab="${2:+1}" '
        function bad(why) { print "line " line ": " why; told = 1; exit }
        BEGIN { line = 1 }
        { for (i = 1; i <= NF; i++) {
            b = $i + 0
            if (more) {
                if (b < low || b > high) bad("not UTF-8")
                code = code * 64 + b - 128; low = 128; high = 191
                if (--more == 0 && (code < 160 || code >= 8234 && code <= 8238 || code >= 8294 && code <= 8297))
                    bad(sprintf("U+%04X does not belong here", code))
                continue
            }
            if (b == 10) line++
            else if (b < 32 && !(b == 9 && tab) || b == 124 || b == 127) bad(sprintf("U+%04X does not belong here", b))
            if (b < 128) continue
            low = b == 224 ? 160 : b == 240 ? 144 : 128
            high = b == 237 ? 159 : b == 244 ? 143 : 191
            if (b >= 194 && b <= 223) { more = 1; code = b - 192 }
            else if (b >= 224 && b <= 239) { more = 2; code = b - 224 }
            else if (b >= 240 && b <= 244) { more = 3; code = b - 240 }
            else bad("not UTF-8")
        } }
        END { if (!told && more) print "line " line ": not UTF-8" }'
}

check_bytes() { # file, TAB or nothing: is it text that may be read?
    fault=$(byte_fault "$1" "${2:-}" | head -n 1)
    faultless bytes "$1" "$fault"
    [ -z "$fault" ]
}

HEAD_KEYS="authority number prev at draw_id"
BEFORE_STRATA="registry_sha256 registry_count frame_count frame_sha256 frame_merkle excluded_count excluded_sha256 inspectors_sha256 recusals_sha256"
AFTER_STRATA="min_per_stratum team_size replace salt_sha256 open_by redraw_of seed_format seed_source seed_at"

# Is the file $1 an entry of the kind $2, every key in its place and every value in its form?
check_entry() {
    [ -f "$1" ] && check_bytes "$1" || return 1
    case $2 in
        draw) before="$HEAD_KEYS $BEFORE_STRATA" after=$AFTER_STRATA ;;
        ceremony) before="$HEAD_KEYS of" after="public_value" ;;
        outcome) before="$HEAD_KEYS of" after="record" ;;
    esac
    fault=$(awk -v kind="$2" -v before="$before" -v after="$after" "$FORMS"'
        function tell(rule, what) { print rule; print what; told = 1; exit }
        NR == 1 { if ($0 != "SSJ1 " kind) tell("kind", "line 1: " $0); next }
        { at = index($0, "="); key[NR - 1] = at ? substr($0, 1, at - 1) : $0 " (no =)"; value[NR - 1] = substr($0, at + 1) }
        END {
            if (told) exit
            if (NR == 0) tell("kind", "line 1:")
            n = split(before, wanted, " ")
            for (word = 1; kind == "draw" && word <= 2; word++) {  # one count.* and size.* for each stratum, sorted
                last = ""
                for (i = 1; i < NR; i++) if (index(key[i], word == 1 ? "count." : "size.") == 1) {
                    wanted[++n] = last "" < key[i] "" ? key[i] : "a key after " last
                    last = key[i]
                }
            }
            rest = split(after, tail, " ")
            for (i = 1; i <= rest; i++) wanted[++n] = tail[i]
            for (i = 1; i <= n || i < NR; i++) if (wanted[i] "" != key[i] "")
                tell("keys", "line " i + 1 ": expected " wanted[i] "; found " key[i])
            for (i = 1; i < NR; i++) if (!is_value(key[i], value[i])) tell("values", key[i] "=" value[i])
            if ((value[2] == "1") != (value[3] !~ /[^0]/)) tell("values", "number=" value[2] " with prev=" value[3])
        }' "$1")
    [ -z "$fault" ] || fail "$(printf '%s\n' "$fault" | head -n 1)" "$1" "$(printf '%s\n' "$fault" | tail -n +2)"
    [ -z "$fault" ]
}

value() { # file, key
    awk -v key="$2=" 'index($0, key) == 1 { print substr($0, length(key) + 1); exit }' "$1"
}
notice() { value 00-notice.txt "$1"; }

check_table() { # file: are its fields well-formed, its lines sorted, none twice?
    [ -f "$1" ] && check_bytes "$1" TAB || return 1
    fault=$(awk -F '\t' -v file="$1" "$FORMS"'
        function well_formed() {
            if (file == "10-frame.tsv") return is_frame_line()
            if (file == "11-inspectors.tsv") return NF == 2 && is_name($1) && ($2 == "*" || is_name($2))
            if (file == "12-recusals.tsv") return NF == 3 && is_name($1) && is_id($2) && $3 != ""
            return NF == 2 && is_id($1) && $2 != ""
        }
        { key = file == "12-recusals.tsv" ? $1 "\t" $2 : $1 }
        !well_formed() { print "line " NR ": malformed: " $0; exit }
        NR > 1 && $0 "" < line "" { print "line " NR ": not sorted"; exit }
        NR > 1 && key "" == last "" { print "line " NR ": stands twice: " key; exit }
        { line = $0; last = key }' "$1")
    faultless table "$1" "$fault"
    [ -z "$fault" ]
}

FROZEN="00-notice.txt 10-frame.tsv 11-inspectors.tsv 12-recusals.tsv 13-excluded.tsv"
LISTED="$FROZEN 15-ceremony.txt 20-seed.txt 30-strata.tsv 40-sample.tsv 50-assignments.tsv"
RESULTS="20-seed.txt 30-strata.tsv 40-sample.tsv 50-assignments.tsv SHA256SUMS"

# A folder may end after the freeze, after the ceremony, and, sealed, after the outcome; else it is complete.
check_files() {
    for name in * .*; do
        case $name in . | ..) continue ;; esac
        [ -e "$name" ] || [ -L "$name" ] || continue
        case " $LISTED SHA256SUMS 60-outcome.txt 01-notice.tsr " in
            *" $name "*)
                if [ -L "$name" ] || [ ! -f "$name" ]; then fail plain "$name" "a link or a folder"
                elif [ ! -r "$name" ]; then fail readable "$name" "cannot be read"; fi ;;
            *) fail stray "$name" "not a file of SSJ1" ;;
        esac
    done
    results=
    for name in $RESULTS; do [ ! -f "$name" ] || results=yes; done
    stage=frozen wanted=$FROZEN
    if [ "$results" ] || [ -f 60-outcome.txt ]; then
        stage=drawn wanted="$LISTED SHA256SUMS 60-outcome.txt"
        if [ ! "$results" ] && [ "$is_notice" ] && [ "$(notice salt_sha256)" ]; then
            stage=sealed wanted="$FROZEN 15-ceremony.txt 60-outcome.txt"
        fi
    elif [ -f 15-ceremony.txt ]; then
        stage=ceremony wanted="$FROZEN 15-ceremony.txt"
    fi
    for name in $wanted; do [ -f "$name" ] || fail present "$name" "missing at stage $stage"; done
}

# ============ The entries: sections 2 and 9 ============

# Times of one form compare as the numbers that their digits make.
digits_of() { printf '%s' "$1" | tr -dc 0-9; }
before() { [ "$(digits_of "$1")" -lt "$(digits_of "$2")" ]; }

check_notice() {
    at=$(notice at) seed_at=$(notice seed_at) open_by=$(notice open_by) form=$(notice seed_format)
    before "$at" "$seed_at" || fail times 00-notice.txt "at $at, seed_at $seed_at"
    if [ "$(notice salt_sha256)" ]; then
        if [ -z "$open_by" ] || ! before "$seed_at" "$open_by"; then fail salt_and_open_by 00-notice.txt "open_by=$open_by"; fi
    else
        faultless salt_and_open_by 00-notice.txt "$open_by"
    fi
    case $form in
        rehearsal) note 00-notice.txt "a rehearsal proves nothing 演练，不证明任何事" ;;
        drand:*) check_round "$form" ;;
    esac
}

# drand chain hash → time of round 1, seconds between rounds: the public networks of the League of Entropy
check_round() {
    rest=${1#drand:} made=
    case $rest in
        8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce:*) made=$((1595431050 + 30 * (${rest#*:} - 1))) ;;
        52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971:*) made=$((1692803367 + 3 * (${rest#*:} - 1))) ;;
        04f1e9062b8a81f848fded9c12306733282b2727ecced50032187751166ec8c3:*) made=$((1727521075 + 3 * (${rest#*:} - 1))) ;;
        *) note 00-notice.txt "this drand chain is not known here: its rounds' times are unchecked 信标时间未核对"; return ;;
    esac
    late=$(awk -v made="$made" -v at="$at" -v due="$seed_at" "$FORMS"'
        BEGIN { print (made > seconds(at) && made >= seconds(due)) }')
    same drand_round 00-notice.txt 1 "$late"
}

# Ceremony and outcome: of the notice and its draw, in order; prev where two of the three are neighbours.
check_entries() {
    : >"$tmp/claims"
    earlier=00-notice.txt since=$(notice seed_at)
    for entry in ${is_ceremony:+15-ceremony.txt} ${is_outcome:+60-outcome.txt}; do
        for key in authority draw_id; do same same_draw "$entry" "$(notice $key)" "$(value "$entry" $key)"; done
        [ "$entry$is_ceremony" != 60-outcome.txt ] || since=$(value "$entry" at)
        ! before "$(value "$entry" at)" "$since" || fail times "$entry" "at $(value "$entry" at) is before $since"
        first=$(value "$earlier" number) number=$(value "$entry" number)
        if [ "$number" -le "$first" ] || { [ "$(notice salt_sha256)" ] && [ "$earlier" = 15-ceremony.txt ] &&
            [ "$number" -ne "$((first + 1))" ]; }; then fail numbers "$entry" "number $number after number $first"; fi
        echo "of $entry 00-notice.txt $(value "$entry" of) $(hash_of 00-notice.txt)" >>"$tmp/claims"
        if [ "$number" -eq "$((first + 1))" ]; then
            echo "prev $entry $earlier $(value "$entry" prev) $(hash_of "$earlier")" >>"$tmp/claims"
        elif [ "$(value "$entry" prev)" = "$(hash_of "$earlier")" ]; then
            fail prev "$entry" "prev of number $number after number $first"
        fi
        earlier=$entry since=$(value "$entry" at)
    done
    vouched=" $(awk '$4 == $5 { print $3 }' "$tmp/claims" | tr '\n' ' ')"
    kept=$vouched
    ! is_ceremony_listed || vouched="${vouched}15-ceremony.txt "
    while read -r rule by about claimed actual; do claim "$rule" "$by" "$about" "$claimed" "$actual" || :; done <"$tmp/claims"
    vouched=$kept
}

# The hash of entry 1, where the folder holds it: the notice, as a rule.
first_entry() {
    for entry in 00-notice.txt ${is_ceremony:+15-ceremony.txt} ${is_outcome:+60-outcome.txt}; do
        [ "$(value "$entry" number)" -ne 1 ] || { hash_of "$entry"; return; }
    done
    echo "not seen"
}

# Where the outcome names SHA256SUMS and this names the ceremony, a wrong `prev` is at fault.
is_ceremony_listed() {
    [ "$is_ceremony" ] && [ "$is_outcome" ] && [ -f SHA256SUMS ] &&
        [ "$(value 60-outcome.txt record)" = "$(hash_of SHA256SUMS)" ] &&
        awk -v line="$(hash_of 15-ceremony.txt)  15-ceremony.txt" '$0 == line { found = 1 } END { exit !found }' SHA256SUMS
}

# ============ The tables: sections 3 and 8 ============

# The notice's hashes against files 10 to 13. Where one differs, what follows would compare the same two sides again.
check_digests() {
    hold=yes
    for pair in frame:10-frame inspectors:11-inspectors recusals:12-recusals excluded:13-excluded; do
        name=${pair#*:}.tsv key=${pair%:*}_sha256
        if [ -f "$name" ] && claim "$key" 00-notice.txt "$name" "$(notice "$key")" "$(hash_of "$name")"; then
            vouched="$vouched$name "
        else
            hold=
        fi
    done
    [ "$hold" ]
}

check_figures() {
    frame=$(($(wc -l <10-frame.tsv))) excluded=$(($(wc -l <13-excluded.tsv)))
    same numbers_of_lines 00-notice.txt "$frame $excluded $((frame + excluded))" \
        "$(notice frame_count) $(notice excluded_count) $(notice registry_count)"
    cut -f 1 10-frame.tsv 13-excluded.tsv | sort >"$tmp/ids"
    same registry_sha256 00-notice.txt "$(hash_of "$tmp/ids")" "$(notice registry_sha256)"
    same frame_merkle 00-notice.txt "$(merkle_root 10-frame.tsv)" "$(notice frame_merkle)"
    awk -F '\t' '{ n[$2]++ } END { for (s in n) print s "\t=" n[s] }' 10-frame.tsv | sort | tr -d '\t' >"$tmp/counted"
    sed -n 's/^count\.//p' 00-notice.txt >"$tmp/counts"
    sed -n 's/^size\.//p' 00-notice.txt >"$tmp/rules"
    same counts 00-notice.txt "$(tr '\n' ' ' <"$tmp/counted")" "$(tr '\n' ' ' <"$tmp/counts")"
    same strata 00-notice.txt "$(cut -d = -f 1 "$tmp/counted" | tr '\n' ' ')" "$(cut -d = -f 1 "$tmp/rules" | tr '\n' ' ')"
}

check_people() {
    faultless excluded_apart 13-excluded.tsv "$(uniq -d "$tmp/ids" | head -n 1)"
    faultless recusals_known 12-recusals.tsv "$(awk -F '\t' '
        FILENAME == "10-frame.tsv" { known[$1] = 1; next }
        FILENAME == "11-inspectors.tsv" { people[$1] = 1; next }
        !($1 in people) || !($2 in known) { print $1 " " $2 ": unknown"; exit }' 10-frame.tsv 11-inspectors.tsv 12-recusals.tsv)"
    team_size=$(notice team_size)
    if [ "$team_size" -eq 0 ]; then
        for name in 11-inspectors.tsv 12-recusals.tsv; do [ ! -s "$name" ] || fail team_files "$name" "not empty"; done
        return
    fi
    awk -F '\t' -v team="$team_size" '
        FILENAME == "11-inspectors.tsv" { home[$1] = $2; pool[$2]++; next }
        FILENAME == "12-recusals.tsv" { if (home[$1] == "*") any[$2]++; else of[$2 "\t" home[$1]]++; next }
        { all++; free = pool[$3] + pool["*"] - any[$1] - of[$1 "\t" $3]
          if (free < team && !short) short = $1 ": " free " eligible"
          if (free < team + 2) few++ }
        END { print short; print few + 0; print few " of " all " in the frame" }' 11-inspectors.tsv 12-recusals.tsv 10-frame.tsv >"$tmp/people"
    faultless team_feasible 11-inspectors.tsv "$(head -n 1 "$tmp/people")"
    words="entities had fewer than team_size + 2 eligible inspectors 可选检查人员过少的户数"
    if [ "$(sed -n 2p "$tmp/people")" -eq 0 ]; then echo "$words: 0"; else note 11-inspectors.tsv "$words: $(tail -n 1 "$tmp/people")"; fi
}

# ============ Seed and draw: sections 4 to 8 ============

check_seed() {
    public_value=$(value 15-ceremony.txt public_value) form=$(notice seed_format) shape=
    case $form in
        digits:*) case $public_value in *[!0-9]*) ;; *) [ "${#public_value}" -ne "${form#digits:}" ] || shape=yes ;; esac ;;
        drand:*) case $public_value in *[!0-9a-f]*) ;; *) [ "${#public_value}" -ne 64 ] || shape=yes ;; esac ;;
        *) case $public_value in *[!0-9A-Za-z.-]*) ;; *) [ "${#public_value}" -gt 64 ] || shape=yes ;; esac ;;
    esac
    [ "$shape" ] || fail public_value 15-ceremony.txt "$public_value is not $form"
    note 15-ceremony.txt "public value not compared with its source 公共值未与来源核对: $(plain "$public_value")"
    [ -f 20-seed.txt ] || return 0
    text=$(tr -d '\000\012' <20-seed.txt) salt=
    if [ "$(notice salt_sha256)" ]; then
        salt=${text##*|}
        case $salt in *[!0-9a-f]*) salted=no ;; *) salted=$(hash_text "$salt") ;; esac
        [ "${#salt}" -eq 64 ] || salted=no
        same salt 20-seed.txt "$(notice salt_sha256)" "$salted"
    fi
    wanted="SSJ1|seed|$(hash_of 00-notice.txt)|$public_value|$salt" kept=$vouched
    [ "$(printf '%s' "$text" | cut -d '|' -f 4)" != "$public_value" ] || vouched="$vouched 15-ceremony.txt "
    if [ "$(hash_text "$wanted")" = "$(hash_of 20-seed.txt)" ]; then kept="$kept 20-seed.txt "
    else claim seed_text 15-ceremony.txt 20-seed.txt "$wanted" "$text (bytes: $(($(wc -c <20-seed.txt))))" || :; fi
    vouched=$kept
}

# Section 4, in the shell's whole numbers of 64 bits: stratum, N, n. Prints the strata that are drawn whole.
make_sizes() {
    least=$(notice min_per_stratum)
    paste -d = "$tmp/counted" "$tmp/rules" | while IFS== read -r stratum count _ rule; do
        case $rule in
            */*) n=$(((${rule%/*} * count + ${rule#*/} - 1) / ${rule#*/})) ;;
            *) n=$rule ;;
        esac
        [ "$n" -ge "$least" ] || n=$least
        [ "$n" -le "$count" ] || n=$count
        printf '%s\t%s\t%s\n' "$stratum" "$count" "$n"
    done >"$tmp/sizes"
    whole=$(awk -F '\t' '$2 == $3 { print $1 }' "$tmp/sizes" | tr '\n' ' ')
    [ -z "$whole" ] || note 00-notice.txt "not by chance: n = N, the whole stratum is drawn 全部抽取，并非随机: $whole"
}

# Section 6: everybody's ticket; by stratum, ticket, id; the first n of each stratum.
make_sample() {
    cut -f 1 10-frame.tsv >"$tmp/all"
    awk -v lead="SSJ1|ticket|$seed|" '{ print lead $0 }' "$tmp/all" >"$tmp/texts"
    line_digests "$tmp/texts" >"$tmp/tickets"
    cut -f 2 10-frame.tsv | paste - "$tmp/tickets" "$tmp/all" | sort >"$tmp/ranked"
    awk -F '\t' -v strata="$tmp/strata" '
        NR == FNR { line[$1] = $0; n[$1] = $3; next }
        ++rank[$1] <= n[$1] { print $1 "\t" rank[$1] "\t" $2 "\t" $3 }
        rank[$1] == n[$1] { print line[$1] "\t" $2 > strata }' "$tmp/sizes" "$tmp/ranked" >"$tmp/sample"
}

# Section 8: the drawn in their order of visit; for each everybody who may be sent, with the hash that breaks ties.
make_teams() {
    cut -f 4 "$tmp/sample" >"$tmp/drawn"
    awk -v lead="SSJ1|order|$seed|" '{ print lead $0 }' "$tmp/drawn" >"$tmp/texts"
    line_digests "$tmp/texts" | paste - "$tmp/drawn" | sort >"$tmp/visits"
    awk -F '\t' -v pairs="$tmp/people" -v homes="$tmp/homes" '
        FILENAME == "10-frame.tsv" { bureau[$1] = $3; next }
        FILENAME == "11-inspectors.tsv" { pool[$2] = pool[$2] " " $1; next }
        FILENAME == "12-recusals.tsv" { recused[$1 "\t" $2] = 1; next }
        { print $2 "\t" bureau[$2] > homes
          n = split(pool[bureau[$2]] " " pool["*"], who, " ")
          for (i = 1; i <= n; i++) if (!((who[i] "\t" $2) in recused)) print $2 "|" who[i] }
        ' 10-frame.tsv 11-inspectors.tsv 12-recusals.tsv "$tmp/visits" >"$tmp/eligible"
    awk -v lead="SSJ1|match|$seed|" '{ print lead $0 }' "$tmp/eligible" >"$tmp/texts"
    line_digests "$tmp/texts" | paste "$tmp/eligible" - | tr '|' '\t' >"$tmp/matches"
    TEAM=$(notice team_size) MATCHES=$tmp/matches awk -F '\t' '
        function read_match() { more = (getline match_line < ENVIRON["MATCHES"]) > 0; split(match_line, next_, "\t") }
        function less(a, b) { return load[who[a]] + 0 != load[who[b]] + 0 ? load[who[a]] + 0 < load[who[b]] + 0 : key[a] "" != key[b] "" ? key[a] "" < key[b] "" : who[a] "" < who[b] "" }
        BEGIN { read_match() }
        {
            for (free = 0; more && next_[1] == $1; read_match()) { who[++free] = next_[2]; key[free] = next_[3] }
            line = $0
            for (place = 1; place <= ENVIRON["TEAM"] + 0 && free; place++) {
                best = 1
                for (i = 2; i <= free; i++) if (less(i, best)) best = i
                load[who[best]]++
                line = line "\t" who[best]
                who[best] = who[free]; key[best] = key[free]; free--
            }
            print line
        }' "$tmp/homes" >"$tmp/teams"
}

# Rule, file as found, file as it must be: byte for byte; the first line that differs is shown.
compare() {
    [ -f "$2" ] || return 0
    if [ "$(hash_of "$2")" = "$(hash_of "$3")" ]; then vouched="$vouched$2 "; return; fi
    fail "$1" "$2" "$(tr '\000' '?' <"$2" | OURS=$3 awk '
        { if ((getline line < ENVIRON["OURS"]) <= 0) { print "only " NR - 1 " lines expected"; told = 1; exit }
          if (line "" != $0 "") { print "line " NR ": expected " line "; found " $0; told = 1; exit } }
        END { if (!told) print "line " NR + 1 " and what follows" }')"
}

check_result() {
    make_sizes
    [ -f 20-seed.txt ] || return 0
    seed=$(hash_of 20-seed.txt)
    make_sample
    make_teams
    if [ -f 30-strata.tsv ]; then
        cut -f 1-3 30-strata.tsv >"$tmp/found"
        same sizes_recomputed 30-strata.tsv "$(cat "$tmp/sizes")" "$(tr -d '\000' <"$tmp/found")"
    fi
    compare cutoffs_recomputed 30-strata.tsv "$tmp/strata"
    compare sample_recomputed 40-sample.tsv "$tmp/sample"
    compare assignments_recomputed 50-assignments.tsv "$tmp/teams"
}

# SHA256SUMS rebuilt and compared; the outcome names its hash.
check_sums() {
    sums=$(hash_of SHA256SUMS)
    if [ "$is_outcome" ] && claim record 60-outcome.txt SHA256SUMS "$(value 60-outcome.txt record)" "$sums"; then
        vouched="${vouched}SHA256SUMS "
    fi
    check_bytes SHA256SUMS || return 0
    listed=$(awk "$FORMS"'{ good = is_hash(substr($0, 1, 64)) && substr($0, 65, 2) == "  " && length($0) > 66
        printf "%s ", good ? substr($0, 67) : "?" }' SHA256SUMS)
    same sums_files SHA256SUMS "$LISTED " "$listed"
    for name in $LISTED; do
        told=$(awk -v name="$name" 'substr($0, 65) == "  " name { print substr($0, 1, 64); exit }' SHA256SUMS)
        if [ "$told" ] && [ -f "$name" ]; then claim sums SHA256SUMS "$name" "$told" "$(hash_of "$name")" || :; fi
    done
}

# ============ The commands ============

check_folder() {
    if ! cd -- "$1" 2>/dev/null || [ ! -r . ]; then fail readable "$1" "no folder that can be read"; return; fi
    is_notice= is_ceremony= is_outcome= tables=yes
    ! check_entry 00-notice.txt draw || is_notice=yes
    ! check_entry 15-ceremony.txt ceremony || is_ceremony=yes
    ! check_entry 60-outcome.txt outcome || is_outcome=yes
    check_files
    for name in 10-frame.tsv 11-inspectors.tsv 12-recusals.tsv 13-excluded.tsv; do check_table "$name" || tables=; done
    [ "$is_notice" ] || return 0
    check_entries
    check_notice
    if check_digests && [ "$tables" ]; then
        check_figures
        check_people
        [ ! "$is_ceremony" ] || check_seed
        if [ "$(cat "$tmp/counted")" = "$(cat "$tmp/counts")" ] &&
            [ "$(cut -d = -f 1 "$tmp/counts")" = "$(cut -d = -f 1 "$tmp/rules")" ]; then check_result; fi
    elif [ "$is_ceremony" ]; then
        check_seed
    fi
    [ ! -f SHA256SUMS ] || check_sums
    note 00-notice.txt "commitment unproven: nothing here shows the notice was public before seed_at 承诺未证实"
    echo "draw $(notice draw_id), stage $stage, notice $(hash_of 00-notice.txt)"
    echo "authority $(notice authority), entry 1 $(first_entry), last number seen $(value "$earlier" number)"
}

# A proof is two lines: the frame's line, and index⇥N⇥hash…. N must be the notice's frame_count, and what the line and
# the hashes give, folded up, its frame_merkle.
check_proof() { # proof, notice: paths that no command takes for an option, nor awk for an assignment
    for file in "$1" "$2"; do [ -f "$file" ] && [ -r "$file" ] || { fail readable "$file" "cannot be read"; return; }; done
    check_entry "$2" draw || return 0
    check_proof_form "$1" || return 0
    same numbers_of_lines "$1" "$(value "$2" frame_count)" "$(tail -n 1 "$1" | cut -f 2)"
    line=$(head -n 1 "$1")
    printf '\000%s' "$line" | $sum | cut -c 1-64 >"$tmp/node"
    awk -F '\t' 'NR == 2 { n = $2; at = $1; i = 3
        for (; n > 1; n = int((n + 1) / 2)) { if (at % 2 || at + 1 < n) print (at % 2 ? "right" : "left"), $(i++); at = int(at / 2) } }' "$1" >"$tmp/steps"
    while read -r side sibling; do
        node=$(cat "$tmp/node")
        if [ "$side" = left ]; then pair=$node$sibling; else pair=$sibling$node; fi
        printf '%s\n' "$pair" | awk "$OCTAL"'{ printf "printf '\''\\001%s'\''\n", octal($0) }' >"$tmp/pair"
        sh "$tmp/pair" | $sum | cut -c 1-64 >"$tmp/node"
    done <"$tmp/steps"
    same frame_merkle "$1" "$(value "$2" frame_merkle)" "$(cat "$tmp/node")"
    [ "$(value "$2" seed_format)" != rehearsal ] || note "${2#./}" "a rehearsal proves nothing 演练，不证明任何事"
    echo "$(plain "$line"), notice $(hash_of "$2")"
}

path() { case $1 in /*) printf '%s' "$1" ;; *) printf './%s' "$1" ;; esac; }

check_proof_form() {
    fault=$(byte_fault "$1" TAB | head -n 1)
    [ "$fault" ] || fault=$(awk -F '\t' "$FORMS"'
        NR == 1 { good = is_frame_line() }
        NR == 2 {
            good = good && is_integer($1) && is_positive($2) && $1 + 0 < $2 + 0
            at = $1
            for (i = 3; i <= NF; i++) good = good && is_hash($i)
            for (n = $2; n > 1; n = int((n + 1) / 2)) { if (at % 2 || at + 1 < n) steps++; at = int(at / 2) }
            good = good && NF == 2 + steps
        }
        END { if (NR != 2 || !good) print "not a proof of inclusion" }' "$1")
    faultless values "$1" "$fault"
    [ -z "$fault" ]
}

[ $# -eq 1 ] || { [ $# -eq 3 ] && [ "$1" = --proof ]; } || usage
for tool in awk cut head ls mktemp od paste sort split tail tee tr uniq wc xargs; do
    command -v $tool >/dev/null || { echo "check.sh needs $tool 缺少命令" >&2; exit 2; }
done
if [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ]; then TMPDIR=/dev/shm; else TMPDIR=${TMPDIR:-/tmp}; fi # memory is faster
export TMPDIR
tmp=$(mktemp -d "$TMPDIR/check.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
if [ $# -eq 3 ]; then check_proof "$(path "$2")" "$(path "$3")"; else check_folder "$1"; fi
if [ -s "$tmp/failures" ]; then
    echo "NOT OK: $(($(wc -l <"$tmp/failures"))) 不成立"
    exit 1
fi
if [ $# -eq 3 ]; then
    echo "OK: this line stands in the frame that the notice locked 这一行在公告锁定的名单里"
else
    echo "Not checked 未核验: the source of the public value, when the notice was published, a time-stamp token (01-notice.tsr),"
    echo "the chain of entries. 公共值的来源、公告的发布时间、时间戳、公告链。"
    echo "OK: everything else of SSJ1 section 9 holds 其余全部成立"
fi
