package dev.lanewise.board.web;

import com.sun.net.httpserver.Headers;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in: whoever has the token, came by an address of this board, and not from a page of somebody else. The
 * address is checked because a name of a stranger may lead here (DNS rebinding), and the page's origin because a
 * browser sends requests for any page.
 */
final class Guard {
    private static final int TOKEN_BYTES = 16;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final String token;
    private final String host;
    private final String bound;
    private final boolean isOpen;
    private final int port;

    /**
     * A guard with a token of its own.
     *
     * @param host the name or address that was asked for
     * @param bound its address; others than this machine may come if it is no loopback address
     */
    Guard(String host, InetAddress bound, int port) {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        this.token = HexFormat.of().formatHex(random);
        this.host = host.toLowerCase(Locale.ROOT);
        this.bound = literal(bound); // a name of this machine may be one of 127.0.0.0/8
        this.isOpen = !bound.isLoopbackAddress();
        this.port = port;
    }

    String token() {
        return token;
    }

    /** Whether a request may have an answer. */
    boolean admits(URI address, String first, Headers headers) {
        return isToken(first) && !address.isAbsolute() && address.getRawAuthority() == null
                && isHost(only(headers, "Host")) && isOwn(headers);
    }

    private boolean isToken(String given) {
        return MessageDigest.isEqual(token.getBytes(StandardCharsets.US_ASCII), given.getBytes(StandardCharsets.UTF_8));
    }

    private boolean isOwn(Headers headers) {
        if (headers.containsKey("Origin")
                && !("http://" + only(headers, "Host")).equalsIgnoreCase(only(headers, "Origin"))) {
            return false;
        }
        if (!headers.containsKey("Sec-Fetch-Site")) {
            return true;
        }
        String site = only(headers, "Sec-Fetch-Site");
        // Following a link from another port of this machine is what a person does, as in a notebook.
        return "same-origin".equals(site) || "none".equals(site)
                || "same-site".equals(site) && "navigate".equals(only(headers, "Sec-Fetch-Mode"));
    }

    /** The value of a header that may stand there once. */
    private static @Nullable String only(Headers headers, String name) {
        List<String> values = headers.get(name);
        return values == null || values.size() != 1 ? null : values.getFirst();
    }

    private boolean isHost(@Nullable String given) {
        if (given == null) {
            return false;
        }
        String name = given.toLowerCase(Locale.ROOT);
        if (name.endsWith(":" + port)) {
            name = name.substring(0, name.length() - (":" + port).length());
        } else if (port != 80) {
            return false;
        }
        return LOOPBACK.contains(name) || name.equals(host) || name.equals(bound) || isOpen && isOfThisMachine(name);
    }

    private static boolean isOfThisMachine(String literal) {
        try {
            return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                    .anyMatch(address -> literal(address).equals(literal));
        } catch (SocketException e) {
            return false;
        }
    }

    /** As it stands in an address: without a zone, in brackets if it is one of IPv6, in its shortest form. */
    static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String plain = zone < 0 ? text : text.substring(0, zone);
        return plain.indexOf(':') < 0 ? plain : "[" + shortest(address.getAddress()) + "]";
    }

    /** An address of IPv6 as RFC 5952 wants it, and as browsers write it. */
    private static String shortest(byte[] bytes) {
        int[] groups = new int[bytes.length / 2];
        int runAt = -1;
        int run = 1;
        for (int i = 0, zeros = 0; i < groups.length; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
            zeros = groups[i] == 0 ? zeros + 1 : 0;
            if (zeros > run) {
                run = zeros;
                runAt = i - zeros + 1;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < groups.length; i++) {
            if (i == runAt) {
                text.append("::");
                i += run - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
