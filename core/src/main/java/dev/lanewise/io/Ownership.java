package dev.lanewise.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The owner, group and permissions of a file. */
record Ownership(UserPrincipal owner, GroupPrincipal group, Set<PosixFilePermission> permissions) {
    private static final Set<PosixFilePermission> OWN = Set.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    /**
     * The ownership of a file; null if there is no file, or its file system is not the default one or has no ownership.
     */
    static @Nullable Ownership of(Path file) throws IOException {
        PosixFileAttributeView view = view(file);
        if (view == null || !TemporaryFile.isOfTheSystem(file) || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        PosixFileAttributes attributes;
        try {
            attributes = view.readAttributes();
        } catch (NoSuchFileException _) {
            return null; // others have deleted it meanwhile
        }
        return new Ownership(attributes.owner(), attributes.group(), attributes.permissions());
    }

    private static @Nullable PosixFileAttributeView view(Path file) {
        // Links are followed, though neither file is one: otherwise permissions are set by opening and closing the
        // file, and closing it releases the lock that the process has on it.
        return Files.getFileAttributeView(file, PosixFileAttributeView.class);
    }

    /** The attributes to create a file with that is to become like this one: nobody else can read it until then. */
    FileAttribute<?> atFirst() {
        Set<PosixFilePermission> own = EnumSet.noneOf(PosixFilePermission.class);
        own.addAll(permissions);
        own.retainAll(OWN);
        return PosixFilePermissions.asFileAttribute(own);
    }

    /**
     * Makes another file of this process like this one, as far as the system allows: giving a file away takes
     * privileges. If it keeps another group, that group gets no permissions that others do not have.
     */
    void giveTo(Path file) throws IOException {
        PosixFileAttributeView view = view(file);
        if (view == null) {
            return;
        }
        PosixFileAttributes now = view.readAttributes();
        boolean sameGroup = now.group().equals(group) || isGranted(() -> view.setGroup(group));
        view.setPermissions(sameGroup ? permissions : withGroupAsOthers());
        if (!now.owner().equals(owner)) {
            isGranted(() -> view.setOwner(owner));
        }
    }

    private interface Request {
        void make() throws IOException;
    }

    private static boolean isGranted(Request request) {
        try {
            request.make();
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * The permissions with those of the group reduced to those of others, for a group that the file was not meant for.
     */
    Set<PosixFilePermission> withGroupAsOthers() {
        Set<PosixFilePermission> left = EnumSet.noneOf(PosixFilePermission.class);
        left.addAll(permissions);
        if (!left.contains(PosixFilePermission.OTHERS_READ)) {
            left.remove(PosixFilePermission.GROUP_READ);
        }
        if (!left.contains(PosixFilePermission.OTHERS_WRITE)) {
            left.remove(PosixFilePermission.GROUP_WRITE);
        }
        if (!left.contains(PosixFilePermission.OTHERS_EXECUTE)) {
            left.remove(PosixFilePermission.GROUP_EXECUTE);
        }
        return left;
    }
}
