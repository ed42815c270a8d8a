# What examples/run and bench/run share (sourced, not run): finding a JDK, building what is missing or stale.
# Works with the bash 3.2 of macOS.

: "${HOME:=/}"
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

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
    done <<EOF
$(jdk_candidates)
EOF
    fail "Lanewise needs a JDK 25 or newer and found none: install one (for example Eclipse Temurin 25 from" \
        "https://adoptium.net) or set JAVA_HOME to one."
}

# build MODULE PHASE PRODUCT: brings PRODUCT (relative to the module's target folder) up to date. Maven is started only
# if the product is missing or a source has changed since it was built, and is heard only if it fails.
build() {
    local module=$1 phase=$2 target=$ROOT/$1/target reason log
    local stamp=$target/launcher-built
    if [ ! -e "$stamp" ] || [ ! -e "$target/$3" ] || [ ! -d "$ROOT/core/target/classes/dev" ]; then
        reason='first run'
    elif [ -n "$(find "$ROOT/pom.xml" "$ROOT/core/pom.xml" "$ROOT/core/src/main" "$ROOT/$module/pom.xml" \
        "$ROOT/$module/src/main" -newer "$stamp" -print | head -n 1)" ]; then
        reason='sources have changed'
    else
        return 0
    fi
    printf 'building (%s)…\n' "$reason" >&2
    mkdir -p "$target"
    log=$target/launcher-build.log
    local maven=mvn
    command -v mvn >/dev/null || maven=$ROOT/mvnw
    # Maven runs on the JDK that was found, so that its toolchain search cannot miss it.
    # Stamped with the time before the build, so that an edit made during it is not missed.
    # What it says is new as well: the name of the AOT cache that belongs to this build (see quick_start).
    printf '%s %s\n' "$(date)" "$$" >"$stamp.new"
    if ! (cd "$ROOT" && JAVA_HOME=$JDK "$maven" -B -q -Dmaven.test.skip=true -pl "$module" -am "$phase") >"$log" 2>&1 </dev/null; then
        rm -f "$stamp.new"
        cat "$log" >&2
        fail "The build failed; Maven's output is above."
    fi
    mv "$stamp.new" "$stamp"
    rm -rf "$target"/start-*
}

# quick_start MODULE MAIN: sets the array START to the options of the JVM that name the classes of MODULE, which has been
# built. The JVM wants jars for an AOT cache, which spares it the loading and checking of classes
# (docs/adr/0006-start-up.md); so classes and libraries are packed once after a build, and MAIN is run once while the JVM
# takes notes. All this lies in a folder named after the build, the JDK and the CPU. Whatever goes wrong costs time and
# nothing else: the program then starts from its class files, or without a cache.
quick_start() {
    local target=$ROOT/$1/target key folder new
    START=(-classpath "$ROOT/core/target/classes:$target/classes:$target/lib/*")
    key=$({
        cat "$target/launcher-built" "$JDK/release"
        printf '%s\n' "$JDK" "$ROOT" "$(uname -sm)"
        grep -m 1 -E '^(flags|Features)' /proc/cpuinfo || sysctl -n machdep.cpu.brand_string || true
    } 2>/dev/null | cksum | tr ' ' '-')
    folder=$target/start-$key
    if [ ! -d "$folder" ]; then
        new=$target/start-new.$$
        # Two that start at the same time may both pack; the one that comes second leaves the first one's folder alone.
        if (mkdir "$new" && cp "$target"/lib/*.jar "$new" &&
            "$JDK/bin/jar" cf "$new/core.jar" -C "$ROOT/core/target/classes" . &&
            "$JDK/bin/jar" cf "$new/$1.jar" -C "$target/classes" . &&
            [ ! -d "$folder" ] && mv "$new" "$folder") >/dev/null 2>&1; then
            rm -rf "$folder/${new##*/}" # where another one was quicker by a hair, mv has put it inside
        fi
        rm -rf "$new" 2>/dev/null || true
        [ -d "$folder" ] || return 0
    fi
    if [ ! -e "$folder/learnt" ] && [ -w "$folder" ]; then
        printf 'preparing a quick start (once)…\n' >&2
        learn "$folder" "$2"
        touch "$folder/learnt" 2>/dev/null || true # tried, with or without success; not if it was interrupted
    fi
    START=(-classpath "$(jars "$folder")")
    case ${LANEWISE_JAVA_OPTS:-}${JDK_JAVA_OPTIONS:-}${JAVA_TOOL_OPTIONS:-} in
    *-Xshare* | *Shared* | *-XX:AOT*) return 0 ;; # the user has other plans, and two caches are an error
    esac
    if [ -r "$folder/aot" ]; then
        # Where the cache does not fit or is damaged the JVM does without, and would say so at length.
        START=(-XX:AOTCache="$folder/aot" -XX:+VerifySharedSpaces -Xlog:aot=off -Xlog:cds=off "${START[@]}")
    fi
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
learn() {
    local new=$1/aot.$$
    if "$JDK/bin/java" --add-modules jdk.incubator.vector -XX:AOTCacheOutput="$new" -classpath "$(jars "$1")" "$2" \
        >/dev/null 2>&1 </dev/null && [ -s "$new" ]; then
        mv "$new" "$1/aot" 2>/dev/null || true
    fi
    rm -f "$new" "$new".* 2>/dev/null || true
}
