package dev.lanewise.parallel;

import dev.lanewise.text.Printable;
import dev.lanewise.threads.PerThread;
import java.util.Objects;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * A number of threads that compute together: the caller of an operation and ForkJoin workers that help it.
 *
 * <p>Nothing has to be set up: the default team has one thread per available processor. All teams that are given no
 * pool share one, with daemon threads that appear at the first parallel operation and end after some idle seconds. To
 * compute with fewer threads, or in a pool of your own, open a scope:
 *
 * {@snippet :
 * ForkJoinPool pool = new ForkJoinPool(8);
 * try (Team.Scope _ = Team.of(pool, 4).use()) {
 *     model.fit(data); // this thread and up to three workers of the pool
 * }
 * }
 *
 * <p><b>How it works.</b> Waking a parked worker takes longer than most operations do, so workers are taken from the
 * pool once for a burst of operations. Between two pieces of work they spin for a moment, then yield, and go back to
 * the pool half a millisecond after the last piece. The caller never waits for a worker to arrive: it computes what
 * nobody has claimed, so a pool without a free worker costs time and nothing else. Threads that compute with one team
 * at the same time do not wait for each other: helpers serve eight callers, and any further one computes alone.
 *
 * <p>If the pool is the caller's, a helper goes back to it after 50 ms even in the middle of a burst, at the end of its
 * current job, and is called again, so that the pool's other tasks get their turn.
 */
public final class Team {
    /** The largest team there can be. */
    public static final int MAX_THREADS = 4096;

    private static final String PROPERTY = "lanewise.threads";

    private static final PerThread<Member> MEMBER = new PerThread<>(Member::new);
    private static volatile @Nullable Team defaultTeam;

    private final int threads;
    private final Crew crew;

    /** A thread's state in teams. */
    static final class Member {
        @Nullable
        Scope scope;

        /** Whether the thread is running a part, so that what it calls runs inline. */
        boolean busy;
    }

    private Team(@Nullable ForkJoinPool pool, int threads) {
        if (threads < 1 || threads > MAX_THREADS) {
            throw new IllegalArgumentException("team of " + threads + " threads: expected 1 to " + MAX_THREADS);
        }
        this.threads = threads;
        this.crew = new Crew(pool, threads - 1);
    }

    /**
     * A team of {@code threads} threads, the caller among them. Its helpers come from the pool that all such teams
     * share, so a team costs next to nothing to create, and leaves nothing behind when it is dropped. A team of one
     * starts no thread.
     *
     * @throws IllegalArgumentException if {@code threads} is less than 1 or more than {@link #MAX_THREADS}
     */
    public static Team of(int threads) {
        return new Team(null, threads);
    }

    /** A team of as many threads as the pool has workers, the caller among them. */
    public static Team of(ForkJoinPool pool) {
        Objects.requireNonNull(pool, "pool");
        return new Team(pool, Math.min(pool.getParallelism(), MAX_THREADS));
    }

    /**
     * A team of the caller and up to {@code threads - 1} workers of {@code pool}. The caller may itself be one of them.
     * The pool stays the caller's: it is never shut down here, and once it is shut down, operations run on the caller
     * alone.
     *
     * @throws IllegalArgumentException if {@code threads} is less than 1 or more than {@link #MAX_THREADS}
     */
    public static Team of(ForkJoinPool pool, int threads) {
        return new Team(Objects.requireNonNull(pool, "pool"), threads);
    }

    /**
     * How many threads, the caller among them, may work on a job: the number requested, even if the pool has fewer
     * workers.
     */
    public int threads() {
        return threads;
    }

    /**
     * Runs the operations of the calling thread in this team until the scope is closed. Scopes nest; each is closed by
     * the thread that opened it, the innermost first. Threads started meanwhile do not inherit it.
     */
    public Scope use() {
        Member member = member();
        Scope scope = new Scope(this, member.scope, member, Thread.currentThread().getName());
        member.scope = scope;
        return scope;
    }

    /** The scope in which a thread computes with a team; see {@link Team#use}. */
    public static final class Scope implements AutoCloseable {
        private final Team team;
        private final @Nullable Scope outer;
        private final Member owner;
        private final String ownerName;
        private boolean closed;

        private Scope(Team team, @Nullable Scope outer, Member owner, String ownerName) {
            this.team = team;
            this.outer = outer;
            this.owner = owner;
            this.ownerName = ownerName;
        }

        /**
         * Goes back to the team that was in use before. Closing a second time does nothing.
         *
         * @throws IllegalStateException if another thread opened the scope, or a scope opened after it is still open
         */
        @Override
        public void close() {
            Member member = member();
            if (member != owner) {
                throw new IllegalStateException("team scope of thread '" + ownerName + "' closed by thread '"
                        + Thread.currentThread().getName() + "'");
            }
            if (closed) {
                return;
            }
            if (member.scope != this) {
                throw new IllegalStateException("team scope (" + team.threads
                        + " threads) closed out of order: a scope opened after it is still open");
            }
            member.scope = outer;
            closed = true;
        }
    }

    /** The team of the calling thread: its innermost scope's, else the default. */
    static Team current() {
        return teamOf(member());
    }

    /** {@link Parallel#available}. */
    static int available() {
        Member member = member();
        return member.busy ? 1 : teamOf(member).threads;
    }

    private static Team teamOf(Member member) {
        Scope scope = member.scope;
        return scope == null ? defaultTeam() : scope.team;
    }

    static Member member() {
        return MEMBER.get();
    }

    private static Team defaultTeam() {
        Team team = defaultTeam;
        return team == null ? initialDefault() : team;
    }

    private static synchronized Team initialDefault() {
        Team team = defaultTeam;
        if (team == null) {
            team = of(threadsFrom(System.getProperty(PROPERTY)));
            defaultTeam = team;
        }
        return team;
    }

    /** The number of threads that the property's value asks for; without a value, that of the available processors. */
    static int threadsFrom(@Nullable String value) {
        if (value == null) {
            return Math.min(Runtime.getRuntime().availableProcessors(), MAX_THREADS);
        }
        try {
            int threads = Integer.parseInt(value);
            if (threads >= 1 && threads <= MAX_THREADS) {
                return threads;
            }
        } catch (NumberFormatException e) {
            // the message below says what is wrong
        }
        throw new IllegalArgumentException(
                "-D" + PROPERTY + "=" + Printable.brief(value) + ": expected a whole number from 1 to " + MAX_THREADS);
    }

    static synchronized void setDefault(int threads) {
        Team team = defaultTeam;
        if (team == null || team.threads != threads) {
            defaultTeam = of(threads);
        }
    }

    /** {@link Parallel#forEach} for two parts or more. */
    static void share(int parts, Parallel.Part part) {
        Member member = member();
        if (!member.busy) {
            member.busy = true;
            try {
                if (teamOf(member).crew.share(parts, part)) {
                    return;
                }
            } finally {
                member.busy = false;
            }
        }
        for (int i = 0; i < parts; i++) {
            part.run(i);
        }
    }
}
