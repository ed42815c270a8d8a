package dev.lanewise.io;

import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The format since PyTorch 1.6: a zip archive with one folder, in it {@code data.pkl}, a pickle, {@code data/KEY} for
 * each storage, and a few words about them.
 */
final class TorchArchive {
    private static final String PICKLE = "data.pkl";
    private static final String STORAGES = "data/";
    private static final String ORDER = "byteorder";
    private static final String VERSION = "version";

    /** The last version that PyTorch reads; the layout has been the same since the first. */
    private static final int MOST_VERSION = 10;

    private static final int LONGEST_WORD = 32;

    private final OpenFile file;
    private final Map<String, ZipMember> members = new LinkedHashMap<>();

    private TorchArchive(OpenFile file) {
        this.file = file;
    }

    static TorchSource open(OpenFile file) throws IOException {
        TorchArchive archive = new TorchArchive(file);
        archive.list(ZipDirectory.read(file));
        return archive.read();
    }

    /** Takes the members that are in the folder with the pickle, which all of them must be. */
    private void list(List<ZipMember> all) {
        String folder = folder(all);
        for (ZipMember member : all) {
            if (!member.name().startsWith(folder)) {
                throw file.error(member.header(), "member " + Printable.quoted(member.name())
                        + " is not in the folder " + Printable.quoted(folder) + ", in which data.pkl is");
            }
            if (members.put(member.name().substring(folder.length()), member) != null) {
                throw file.error(member.header(), "the name " + Printable.quoted(member.name()) + " appears twice");
            }
        }
        for (Map.Entry<String, ZipMember> member : members.entrySet()) {
            if (member.getKey().equals("constants.pkl") || member.getKey().startsWith("code/")) {
                throw file.error(member.getValue().header(), "member " + Printable.quoted(member.getValue().name())
                        + ": this is a TorchScript program, not a state dict: save model.state_dict()");
            }
        }
    }

    private String folder(List<ZipMember> all) {
        for (ZipMember member : all) {
            int slash = member.name().indexOf('/');
            if (slash >= 0 && member.name().substring(slash + 1).equals(PICKLE)) {
                return member.name().substring(0, slash + 1);
            }
        }
        throw file.error(0, "the archive has no folder with data.pkl, as torch.save writes it; its members: "
                + Printable.names(all.stream().map(ZipMember::name).toList()));
    }

    private TorchSource read() throws IOException {
        ByteOrder order = order();
        requireVersion();
        Map<String, ZipMember> places = new HashMap<>();
        members.forEach((name, member) -> {
            if (name.startsWith(STORAGES)) {
                places.put(name.substring(STORAGES.length()), member);
            }
        });
        ZipMember member = Objects.requireNonNull(members.get(PICKLE));
        try (ZipInput in = new ZipInput(file, member)) {
            PickleInput pickle = new PickleInput(in);
            Object root = Pickle.read(pickle, new TorchNames());
            if (pickle.position() != in.size()) {
                throw in.error(pickle.position(),
                        in.size() - pickle.position() + " bytes follow the end of the pickle");
            }
            finish(in, member);
            return new TorchSource(file, pickle, root, order, places);
        }
    }

    private static void finish(ZipInput in, ZipMember member) throws IOException {
        if (member.crc() != 0 || member.method() != ZipDirectory.STORED) { // 0: torch.save was told to compute none
            in.finish();
        }
    }

    private ByteOrder order() throws IOException {
        ZipMember member = members.get(ORDER); // files before PyTorch 2.1 have none
        String word = member == null ? "little" : word(member);
        return switch (word) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default -> throw file.error(Objects.requireNonNull(member).data(), "the order of bytes is "
                    + Printable.quoted(word) + ", not little or big");
        };
    }

    private void requireVersion() throws IOException {
        ZipMember member = members.get(VERSION);
        if (member == null) {
            throw file.error(0, "the archive has no member \"version\" beside data.pkl");
        }
        String word = word(member);
        if (!word.matches("[0-9]{1,4}\n?") || Integer.parseInt(word.strip()) > MOST_VERSION) {
            throw file.error(member.data(), "the version of the archive is " + Printable.quoted(word) + ", not 1 to "
                    + MOST_VERSION);
        }
    }

    private String word(ZipMember member) throws IOException {
        if (member.size() > LONGEST_WORD) {
            throw file.error(member.data(), "member " + Printable.quoted(member.name()) + " has " + member.size()
                    + " bytes, more than a word");
        }
        try (ZipInput in = new ZipInput(file, member)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) member.size());
            in.fill(bytes, 0, "a word");
            finish(in, member);
            return new String(bytes.array(), StandardCharsets.US_ASCII);
        }
    }
}
