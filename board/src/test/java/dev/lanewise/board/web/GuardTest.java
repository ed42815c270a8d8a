package dev.lanewise.board.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class GuardTest {
    private static boolean admits(Guard guard, String host) {
        Headers headers = new Headers();
        headers.set("Host", host);
        return guard.admits(URI.create("/" + guard.token() + "/"), guard.token(), headers);
    }

    @Test
    void aNameOfThisMachineIsItsAddressAsWell() throws UnknownHostException {
        Guard guard = new Guard("My-Machine", InetAddress.getByName("127.0.1.1"), 6270);
        assertThat(admits(guard, "my-machine:6270")).isTrue();
        assertThat(admits(guard, "127.0.1.1:6270")).isTrue();
        assertThat(admits(guard, "localhost:6270")).isTrue();
        for (String other : new String[] {"127.0.1.2:6270", "127.0.1.1:6271", "127.0.1.1", "0.0.0.0:6270",
            "127.0.1.1.example:6270", "my-machine.example:6270", "", ":6270"}) {
            assertThat(admits(guard, other)).as(other).isFalse();
        }
    }
}
