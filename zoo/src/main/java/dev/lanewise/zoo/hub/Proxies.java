package dev.lanewise.zoo.hub;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The proxy that the environment names, as curl reads it: {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY}
 * and {@code NO_PROXY}, in capitals or not. Without them Java's own properties hold ({@code https.proxyHost}).
 */
final class Proxies extends ProxySelector {
    private static final int DEFAULT_PORT = 80;
    private static final int LAST_PORT = 65535;

    private final Map<String, String> environment;

    private Proxies(Map<String, String> environment) {
        this.environment = environment;
    }

    static ProxySelector of(Map<String, String> environment) {
        Proxies proxies = new Proxies(environment);
        for (String scheme : List.of("https", "http")) {
            proxies.proxy(scheme); // what is wrong is said now
        }
        return proxies;
    }

    @Override
    public List<Proxy> select(URI uri) {
        String scheme = String.valueOf(uri.getScheme());
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        InetSocketAddress proxy = proxy(scheme);
        if (proxy == null) {
            ProxySelector java = ProxySelector.getDefault();
            return java == null ? List.of(Proxy.NO_PROXY) : java.select(uri);
        }
        return isExempt(host) ? List.of(Proxy.NO_PROXY) : List.of(new Proxy(Proxy.Type.HTTP, proxy));
    }

    private boolean isExempt(String host) {
        return Arrays.stream(value("no_proxy").split(",", -1)).map(each -> each.strip().toLowerCase(Locale.ROOT))
                .map(each -> each.startsWith(".") ? each.substring(1) : each)
                .anyMatch(each -> each.equals("*")
                        || !each.isEmpty() && (host.equals(each) || host.endsWith("." + each)));
    }

    private String value(String name) {
        String small = environment.getOrDefault(name, "");
        return small.isEmpty() ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "") : small;
    }

    private @Nullable InetSocketAddress proxy(String scheme) {
        String name = scheme + "_proxy";
        String text = value(name);
        if (text.isEmpty()) {
            name = "all_proxy";
            text = value(name);
        }
        if (text.isEmpty()) {
            return null;
        }
        String fault = "Hub: the environment's " + name.toUpperCase(Locale.ROOT) + " is no http://HOST:PORT";
        try {
            URI uri = new URI(text.contains("://") ? text : "http://" + text);
            if (uri.getRawUserInfo() != null) {
                throw new IllegalArgumentException(
                        "Hub: the environment's " + name.toUpperCase(Locale.ROOT)
                                + " has a user name; proxies that ask "
                                + "for one are not supported"); // its text would show the password
            }
            if (uri.getHost() == null || !"http".equalsIgnoreCase(uri.getScheme()) || uri.getPort() > LAST_PORT) {
                throw new IllegalArgumentException(fault);
            }
            return InetSocketAddress.createUnresolved(
                    uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(fault);
        }
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {
        // the request itself fails as well
    }
}
