package dev.lanewise.nn;

import java.io.Serial;
import java.io.Serializable;

/**
 * Where a forward computation has failed. The error that is thrown carries it, and each block that it passes on its way
 * out puts its own name for the block below before the path: one exception, whose message grows.
 */
final class BlockFault implements Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    private final String message;
    private String path = "";
    private transient Block outermost;

    private BlockFault(Block block, RuntimeException cause) {
        this.message = block.title() + ": " + cause.getMessage();
        this.outermost = block;
    }

    /**
     * The error to throw out of a block for one that its forward computation has thrown: of the same kind, and with
     * that one as its cause. A subclass, which somebody may catch by its name, is thrown as it is.
     */
    static RuntimeException within(Block block, RuntimeException fault) {
        if (fault instanceof Located located) {
            located.fault().passes(block);
            return fault;
        }
        if (fault.getClass() == IllegalArgumentException.class) {
            return new LocatedArgument(new BlockFault(block, fault), fault);
        }
        if (fault.getClass() == IndexOutOfBoundsException.class) {
            return new LocatedIndex(new BlockFault(block, fault), fault);
        }
        return fault;
    }

    private void passes(Block block) {
        if (block != outermost) {
            path = joined(step(block, outermost), path);
            outermost = block;
        }
    }

    /** The path from a block to one that it has called. */
    static String step(Block block, Block called) {
        String path = block.contents().pathTo(called);
        return path == null ? "(unregistered)" : path;
    }

    /** A path after another; each may be empty. */
    static String joined(String path, String rest) {
        return path + (path.isEmpty() || rest.isEmpty() ? "" : ".") + rest;
    }

    private String text() {
        return path.isEmpty() ? message : path + ": " + message;
    }

    private interface Located {
        BlockFault fault();
    }

    private static final class LocatedArgument extends IllegalArgumentException implements Located {
        @Serial
        private static final long serialVersionUID = 1;

        private final BlockFault fault;

        LocatedArgument(BlockFault fault, Throwable cause) {
            super(cause);
            this.fault = fault;
        }

        @Override
        public BlockFault fault() {
            return fault;
        }

        @Override
        public String getMessage() {
            return fault.text();
        }

        @Override
        public String toString() {
            return IllegalArgumentException.class.getName() + ": " + getMessage();
        }
    }

    private static final class LocatedIndex extends IndexOutOfBoundsException implements Located {
        @Serial
        private static final long serialVersionUID = 1;

        private final BlockFault fault;

        LocatedIndex(BlockFault fault, Throwable cause) {
            this.fault = fault;
            initCause(cause);
        }

        @Override
        public BlockFault fault() {
            return fault;
        }

        @Override
        public String getMessage() {
            return fault.text();
        }

        @Override
        public String toString() {
            return IndexOutOfBoundsException.class.getName() + ": " + getMessage();
        }
    }
}
