package dev.lanewise.zoo.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the environment says about the hub, the cache and the way to the network. */
class HubSettingsTest {
    private static final Path CACHES = Path.of(System.getProperty("user.home"), ".cache");

    @Test
    void anEmptyEnvironmentMeansHuggingFace() {
        HubSettings settings = HubSettings.of(Map.of());

        assertThat(settings.endpoint()).hasToString("https://huggingface.co/");
        assertThat(settings.token()).isNull();
        assertThat(settings.offline()).isFalse();
        assertThat(settings.cache()).isEqualTo(CACHES.resolve("lanewise/hub"));
        assertThat(settings.shared()).isEqualTo(CACHES.resolve("huggingface/hub"));
    }

    @Test
    void theEnvironmentDecides() {
        HubSettings settings = HubSettings.of(Map.of("HF_ENDPOINT", "http://mirror:8080/hf", "HF_TOKEN", "hf_secret\n",
                "HF_HUB_OFFLINE", "TRUE", "HF_HOME", "/data/hf", "LANEWISE_HUB_CACHE", "/data/lanewise"));

        assertThat(settings.endpoint()).hasToString("http://mirror:8080/hf/");
        assertThat(settings.endpoint().resolve("api/models/a/b")).hasToString("http://mirror:8080/hf/api/models/a/b");
        assertThat(settings.token()).isEqualTo("hf_secret");
        assertThat(settings.offline()).isTrue();
        assertThat(settings.cache()).isEqualTo(Path.of("/data/lanewise"));
        assertThat(settings.shared()).isEqualTo(Path.of("/data/hf/hub"));
        assertThat(settings.toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HF_TOKEN    | hf sec ret                | Hub: the environment's HF_TOKEN has characters that no token has
            HF_TOKEN    | hf_sécret                 | Hub: the environment's HF_TOKEN has characters that no token has
            HF_ENDPOINT | file:///secret            | Hub: the environment's HF_ENDPOINT is no https://HOST
            HF_ENDPOINT | https://u:secret@host     | Hub: the environment's HF_ENDPOINT is no https://HOST
            HF_ENDPOINT | https://[secret           | Hub: the environment's HF_ENDPOINT is no https://HOST
            HF_ENDPOINT | secret                    | Hub: the environment's HF_ENDPOINT is no https://HOST
            https_proxy | http://u:secret@host:1    | Hub: the environment's HTTPS_PROXY has a user name; proxies that ask for one are not supported
            HTTP_PROXY  | socks5://secret:1         | Hub: the environment's HTTP_PROXY is no http://HOST:PORT
            ALL_PROXY   | http://secret:99999       | Hub: the environment's ALL_PROXY is no http://HOST:PORT
            """)
    void whatIsWrongIsSaidWithoutItsText(String name, String value, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> HubSettings.of(Map.of(name, value)))
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"https://huggingface.co/a, true", "https://cdn.example.org/a, false", "https://example.org/a, false",
        "https://notexample.org/a, true", "https://localhost:1/a, false", "http://huggingface.co/a, true"})
    void proxiesAreForWhatIsNotExempt(String uri, boolean isProxied) {
        Proxy proxy = Proxies.of(Map.of("https_proxy", "http://proxy:3128", "ALL_PROXY", "other:1", "NO_PROXY",
                " .example.org ,localhost,")).select(URI.create(uri)).getFirst();

        assertThat(proxy.type() == Proxy.Type.HTTP).isEqualTo(isProxied);
        if (isProxied) {
            assertThat(proxy.address()).asString().contains(uri.startsWith("https") ? "proxy" : "other");
        }
    }
}
