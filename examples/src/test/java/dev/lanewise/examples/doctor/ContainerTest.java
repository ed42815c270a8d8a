package dev.lanewise.examples.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limits of control groups, from files made up as Linux has them. */
class ContainerTest {
    @TempDir
    Path folder;

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private Container container() {
        return new Container(folder.resolve("groups"), folder.resolve("own"));
    }

    @Test
    void withoutFilesThereIsNoLimit() {
        assertThat(container().processors()).isZero();
        assertThat(container().memory()).isZero();
    }

    @Test
    void inAContainerOfVersion2TheLimitsLieAtTheRoot() throws IOException {
        write("own", "0::/\n");
        write("groups/cpu.max", "150000 100000\n");
        write("groups/memory.max", "2147483648\n");
        assertThat(container().processors()).isEqualTo(1.5);
        assertThat(container().memory()).isEqualTo(1L << 31);
    }

    @Test
    void theTightestOfTheGroupsAroundCounts() throws IOException {
        write("own", "0::/user.slice/session.scope\n");
        write("groups/user.slice/cpu.max", "200000 100000\n");
        write("groups/user.slice/session.scope/cpu.max", "max 100000\n");
        write("groups/user.slice/memory.max", "max\n");
        write("groups/user.slice/session.scope/memory.max", "1073741824\n");
        assertThat(container().processors()).isEqualTo(2);
        assertThat(container().memory()).isEqualTo(1L << 30);
    }

    @Test
    void version1HasAFolderForEachController() throws IOException {
        write("own", "4:memory:/docker/1\n3:cpu,cpuacct:/docker/1\n");
        write("groups/cpu/docker/1/cpu.cfs_quota_us", "50000\n");
        write("groups/cpu/docker/1/cpu.cfs_period_us", "100000\n");
        write("groups/memory/memory.limit_in_bytes", "9223372036854771712\n");
        write("groups/memory/docker/1/memory.limit_in_bytes", "536870912\n");
        assertThat(container().processors()).isEqualTo(0.5);
        assertThat(container().memory()).isEqualTo(1L << 29);
    }

    @Test
    void nonsenseIsNoLimit() throws IOException {
        write("own", "not a group\n0::/../../..\n");
        write("groups/cpu.max", "many few\n");
        write("groups/cpu/cpu.cfs_quota_us", "-1\n");
        write("groups/cpu/cpu.cfs_period_us", "0\n");
        write("groups/memory.max", "-5\n");
        assertThat(container().processors()).isZero();
        assertThat(container().memory()).isZero();
    }
}
