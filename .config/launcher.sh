# What examples/run, bench/run, workshop/run and notebook/run share (sourced, not run): finding a JDK, building what is
# missing or stale.
# Works with the bash 3.2 of macOS, and needs nothing but the POSIX tools and readlink.

: "${HOME:=/}"
ROOT=$(CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
LOCK=$ROOT/target/launcher-lock

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

case $ROOT in
*:*) fail "Lanewise cannot be built or run in $ROOT: Java's class path separates its entries with colons; move the" \
    "checkout to a path without one." ;;
esac

# Prints the feature release of the JDK in folder $1 (25), or nothing if there is no whole JDK.
jdk_release() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# Prints the folders where JDKs are usually found, the user's own choice first.
jdk_candidates() {
    local java
    java=$(command -v java || true)
    java=$(readlink -f "$java" 2>/dev/null || true)
    printf '%s\n' "${JAVA_HOME:-}" "${java%/bin/java}" "$(/usr/libexec/java_home -v 25+ 2>/dev/null || true)" \
        /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /usr/local/openjdk* "$HOME"/.sdkman/candidates/java/* \
        "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* \
        "$HOME"/.local/share/mise/installs/java/* "$HOME"/.gradle/jdks/* "$HOME"/.jbang/cache/jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
}

# Sets JDK to the first JDK 25 or newer; ends with one sentence where there is none.
find_jdk() {
    local candidate release
    while IFS= read -r candidate; do
        release=$(jdk_release "$candidate")
        if [ "${release:-0}" -ge 25 ]; then
            JDK=$candidate
            return 0
        fi
    done <<END
$(jdk_candidates)
END
    fail "Lanewise needs a JDK 25 or newer and found none: install one (for example Eclipse Temurin 25 from" \
        "https://adoptium.net) or set JAVA_HOME to one."
}

# Prints what tells process $1 from a later one of the same number: when it was started; "ended" if it has ended and
# nobody has noticed yet. Nothing if that cannot be found, be it that there is no such process or that it is hidden.
process_start() {
    local stat words
    if [ -r /proc/self/stat ]; then
        { stat=$(cat "/proc/$1/stat"); } 2>/dev/null || return 0
        # shellcheck disable=SC2206 # behind the name, which is in parentheses, many words: the state ... the start
        words=(${stat##*) })
        [ "${words[0]-}" = Z ] && echo ended || echo "${words[19]-}"
    else
        LC_ALL=C TZ=UTC0 ps -o lstart= -p "$1" 2>/dev/null | tr -s ' ' '_' || true
    fi
}

# Whether there is a process $1, be it somebody else's.
is_alive() {
    case $(LC_ALL=C && kill -0 "$1" 2>&1) in
    '' | *ermitted*) ;;
    *) return 1 ;;
    esac
}

# Whether the owner of a lock, a line PID-START@HOST, may still hold it. Where that cannot be found, because the process
# is another machine's, or alive without a known start, its lock ($2) holds for a quarter of an hour.
may_hold() {
    local process=${1%@*} start
    if [ "${1##*@}" = "$(uname -n)" ]; then
        start=$(process_start "${process%%-*}")
        [ "$start" != ended ] || return 1
        if [ -n "$start" ] && [ -n "${process#*-}" ]; then
            [ "$start" = "${process#*-}" ]
            return
        fi
        is_alive "${process%%-*}" || return 1
    fi
    [ -z "$(find "$2" -prune -mmin +15 2>/dev/null)" ]
}

# take LOCK: waits until this process has it. A lock is a symbolic link that says who holds it, so that it is there with
# its owner in one step, and the lock of a process that was killed is known as such. Who removes such a lock must hold
# the lock on doing so, else two might, and the second one would remove what the first has taken since.
take() {
    local lock=$1 owner vanished=0 waiting=
    until ln -s "$ME" "$lock" 2>/dev/null; do
        if ! owner=$(readlink "$lock"); then
            vanished=$((vanished + 1))
            [ "$vanished" -lt 5 ] || return 0 # a file system without links: nobody can lock anything
        elif may_hold "$owner" "$lock"; then
            [ -n "$waiting" ] || printf 'waiting for another start, which is still building…\n' >&2
            waiting=1
            sleep 1
        else
            take "$lock-of-${owner%@*}"
            [ "$(readlink "$lock" || true)" != "$owner" ] || rm -f "$lock"
            rm -f "$lock-of-${owner%@*}"
        fi
    done
}

# Removes the lock if it is this process's: after a quarter of an hour another may have taken it.
release() {
    [ "$(readlink "$LOCK" || true)" != "$ME" ] || rm -f "$LOCK"
}

# While something is made that must not be left half done: one process at a time, and Ctrl-C ends all of it.
# exclusively COMMAND...: runs it so, and removes what it has added to SCRATCH if it is interrupted.
exclusively() {
    SCRATCH=()
    CHILD=
    ME=$$-$(process_start $$)@$(uname -n)
    trap 'interrupted INT' INT
    trap 'interrupted TERM' TERM
    trap 'interrupted HUP' HUP
    trap release EXIT
    take "$LOCK"
    "$@"
    release
    trap - EXIT INT TERM HUP
}

# attended COMMAND...: runs what takes long. Bash heeds a signal only when the command in the foreground has ended, so
# this one is in the background, and a group of processes, which can be ended with all that it has started.
attended() {
    local status=0
    set -m
    "$@" </dev/null &
    CHILD=$!
    set +m
    wait "$CHILD" || status=$?
    CHILD=
    return "$status"
}

# Ends as whoever is ended by signal $1: without a word, and with the status that belongs to it. A second signal does
# not wait for anything.
interrupted() {
    trap - EXIT INT TERM HUP
    [ -z "$CHILD" ] || end_group "$1" "$CHILD" 2>/dev/null
    [ ${#SCRATCH[@]} -eq 0 ] || rm -rf "${SCRATCH[@]}"
    release
    kill -s "$1" $$
}

# Sends signal $1 to all processes of group $2, and after two seconds one that they cannot ignore.
end_group() {
    local tenths=0
    kill -s "$1" -- "-$2" || true
    while [ "$tenths" -lt 20 ] && kill -0 -- "-$2"; do
        sleep 0.1
        tenths=$((tenths + 1))
    done
    kill -s KILL -- "-$2" || true
    wait "$2" || true
}

# up_to_date MODULE PRODUCT: whether PRODUCT was built after the last change of a source; sets reason if not. Modules that
# MODULE needs besides core are named by the variable BESIDE.
up_to_date() {
    local stamp=$ROOT/$1/target/launcher-built module
    local sources=("$ROOT/pom.xml" "$ROOT/$1/pom.xml" "$ROOT/$1/src/main")
    [ -e "$stamp" ] && [ -e "$ROOT/$1/target/$2" ] || reason='first run'
    for module in core ${BESIDE:-}; do
        [ -d "$ROOT/$module/target/classes/dev" ] || reason='first run'
        sources+=("$ROOT/$module/pom.xml" "$ROOT/$module/src/main")
    done
    [ -z "$reason" ] || return 1
    if [ -n "$(find "${sources[@]}" -newer "$stamp" -print | head -n 1)" ]; then
        reason='sources have changed'
        return 1
    fi
}

# build MODULE PHASE PRODUCT: brings PRODUCT (relative to the module's target folder) up to date. Maven is started only
# if the product is missing or a source has changed since it was built, and is heard only if it fails.
build() {
    local reason= folder
    ! up_to_date "$1" "$3" || return 0
    for folder in "$ROOT/target" "$ROOT/core/target" "$ROOT/$1/target"; do
        mkdir -p "$folder" 2>/dev/null && [ -w "$folder" ] ||
            fail "Lanewise has to be built ($reason), and $folder cannot be written: build it as somebody who may," \
                "or in a copy of the checkout."
    done
    exclusively run_maven "$@"
}

run_maven() {
    local target=$ROOT/$1/target reason= log maven=mvn
    local stamp=$target/launcher-built
    ! up_to_date "$1" "$3" || return 0 # another start has built it in the meantime
    case $reason in
    'first run') printf 'building (first run): Maven fetches what it needs and compiles; this takes minutes, once…\n' ;;
    *) printf 'building (%s)…\n' "$reason" ;;
    esac >&2
    log=$target/launcher-build.log
    command -v mvn >/dev/null || maven=$ROOT/mvnw
    # Maven runs on the JDK that was found, so that its toolchain search cannot miss it.
    # Stamped with the time before the build, so that an edit made during it is not missed.
    # What it says is new as well: the name of the AOT cache that belongs to this build (see quick_start).
    SCRATCH=("$stamp.new")
    printf '%s %s\n' "$(date)" "$$" >"$stamp.new"
    if ! attended start_maven "$maven" "$1" "$2" >"$log" 2>&1; then
        rm -f "$stamp.new"
        # Without Maven's account of what went well. Warnings stay: with -Werror one of them is the cause.
        grep -v -e '^\[INFO\]' -e '^WARNING: ' "$log" >&2 || cat "$log" >&2
        fail "The build failed; Maven's errors and warnings are above, all its output is in $1/target/launcher-build.log."
    fi
    mv "$stamp.new" "$stamp"
    rm -rf "$target"/start-*
}

start_maven() {
    cd "$ROOT" && JAVA_HOME=$JDK exec "$1" -B -ntp -Dmaven.test.skip=true -pl "$2" -am "$3"
}

# Prints the classes of the modules that BESIDE names, each with a colon before it.
beside() {
    local module
    for module in ${BESIDE:-}; do
        printf ':%s' "$ROOT/$module/target/classes"
    done
}

# huge_pages [FILE]: sets PAGES to the JVM's option for huge pages, where the kernel gives them to those who ask for them
# and the user's options do not speak of them, else to nothing: the first touch of the heap and the reading of large
# weights take less time (docs/adr/0006-start-up.md). Only the JVM for Linux knows the option.
huge_pages() {
    local setting=
    PAGES=
    case ${LANEWISE_JAVA_OPTS:-}${JDK_JAVA_OPTIONS:-}${JAVA_TOOL_OPTIONS:-} in
    *HugePages* | *LargePages*) return 0 ;;
    esac
    { read -r setting <"${1:-/sys/kernel/mm/transparent_hugepage/enabled}"; } 2>/dev/null || true
    case $(uname -s):$setting in
    Linux:*'[madvise]'* | Linux:*'[always]'*) PAGES=-XX:+UseTransparentHugePages ;;
    esac
}

# quick_start MODULE MAIN: sets the array START to the options of the JVM that name the classes of MODULE, which has been
# built. The JVM wants jars for an AOT cache, which spares it the loading and checking of classes
# (docs/adr/0006-start-up.md); so classes and libraries are packed once after a build, and MAIN is run once while the JVM
# takes notes. All this lies in a folder named after the build, the JDK and the CPU. Whatever goes wrong costs time and
# nothing else: the program then starts from its class files, or without a cache.
quick_start() {
    local target=$ROOT/$1/target key folder
    START=(-classpath "$ROOT/core/target/classes$(beside):$target/classes:$target/lib/*")
    key=$({
        cat "$target/launcher-built" "$JDK/release"
        printf '%s\n' "$JDK" "$ROOT" "$(uname -sm)"
        grep -m 1 -E '^(flags|Features)' /proc/cpuinfo || sysctl -n machdep.cpu.brand_string || true
    } 2>/dev/null | cksum | tr ' ' '-')
    folder=$target/start-$key
    if [ ! -e "$folder/learnt" ] && [ -w "$target" ] && mkdir -p "$ROOT/target" 2>/dev/null && [ -w "$ROOT/target" ]; then
        exclusively prepare "$1" "$2" "$folder"
    fi
    [ -d "$folder" ] || return 0
    START=(-classpath "$(jars "$folder")")
    case ${LANEWISE_JAVA_OPTS:-}${JDK_JAVA_OPTIONS:-}${JAVA_TOOL_OPTIONS:-} in
    *-Xshare* | *Shared* | *-XX:AOT*) return 0 ;; # the user has other plans, and two caches are an error
    esac
    if [ -r "$folder/aot" ]; then
        # Where the cache does not fit or is damaged the JVM does without, and would say so at length.
        START=(-XX:AOTCache="$folder/aot" -XX:+VerifySharedSpaces -Xlog:aot=off -Xlog:cds=off "${START[@]}")
    fi
}

# prepare MODULE MAIN FOLDER: packs the jars of MODULE into FOLDER and leaves there, as the file aot, what the JVM learns
# from MAIN; the file learnt says that this was tried, with or without success.
prepare() {
    local target=$ROOT/$1/target folder=$3
    local new=$target/start-new.$$
    [ ! -e "$folder/learnt" ] || return 0 # another start has prepared it in the meantime
    if [ ! -d "$folder" ]; then
        SCRATCH=("$new")
        # shellcheck disable=SC2086 # the modules are several words
        if ! (mkdir "$new" && cp "$target"/lib/*.jar "$new" && pack "$new" core ${BESIDE:-} "$1" &&
            mv "$new" "$folder") >/dev/null 2>&1; then
            rm -rf "$new" 2>/dev/null || true
            return 0
        fi
    fi
    [ -w "$folder" ] || return 0
    printf 'preparing a quick start (once)…\n' >&2
    learn "$folder" "$2"
    touch "$folder/learnt" 2>/dev/null || true
}

# pack FOLDER MODULE...: leaves a jar of each module's classes in FOLDER.
pack() {
    local folder=$1 module
    shift
    for module in "$@"; do
        "$JDK/bin/jar" cf "$folder/$module.jar" -C "$ROOT/$module/target/classes" . || return 1
    done
}

# Prints the jars in folder $1 as a class path.
jars() {
    local jar list=
    for jar in "$1"/*.jar; do
        list=$list${list:+:}$jar
    done
    printf '%s' "$list"
}

# learn FOLDER MAIN: runs MAIN from the jars in FOLDER and leaves there, as the file aot, what the JVM has learnt from it.
# The option in NATIVE has to be the same here and at the start, or the JVM does without half of that.
learn() {
    local new=$1/aot.$$
    SCRATCH=("$new" "$new.config" "$new.tmp")
    mkdir "$new.tmp" 2>/dev/null || return 0
    if attended "$JDK/bin/java" --add-modules jdk.incubator.vector ${NATIVE:+"$NATIVE"} -Djava.io.tmpdir="$new.tmp" \
        -XX:AOTCacheOutput="$new" -classpath "$(jars "$1")" "$2" >/dev/null 2>&1 && [ -s "$new" ]; then
        mv "$new" "$1/aot" 2>/dev/null || true
    fi
    rm -rf "${SCRATCH[@]}" 2>/dev/null || true
}
