package dev.lanewise.notebook.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the programs are shell scripts")
class JupyterTest {
    @TempDir
    Path folder;

    @Test
    void itIsFoundInThePath() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path lab = program(bin, "jupyter-lab", "exit 0");
        Map<String, String> environment = Map.of("PATH", empty + File.pathSeparator + bin);
        Jupyter jupyter = Jupyter.find(environment, Jupyter.PAGES);
        assertThat(jupyter.page()).isEqualTo(lab);
        assertThat(jupyter.program("jupyter-nbconvert")).isEmpty();
    }

    @Test
    void theNotebookPageWillDoWhereThereIsNoLab() throws Exception {
        Path page = program(folder, "jupyter-notebook", "exit 0");
        assertThat(Jupyter.find(Map.of("PATH", folder.toString()), Jupyter.PAGES).page()).isEqualTo(page);
    }

    @Test
    void theVariableNamesAFolderItsParentOrAProgram() throws Exception {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path lab = program(bin, "jupyter-lab", "exit 0");
        for (Path named : new Path[] {bin, folder, lab}) {
            Map<String, String> environment = Map.of(Jupyter.VARIABLE, named.toString(), "PATH", "");
            assertThat(Jupyter.find(environment, Jupyter.PAGES).page()).isEqualTo(lab);
        }
    }

    @Test
    void whereThereIsNoneASentenceSaysWhatToDo() {
        Map<String, String> environment = Map.of("PATH", folder.toString(), "HOME", folder.toString());
        assertThatIOException().isThrownBy(() -> Jupyter.find(environment, Jupyter.PAGES))
                .withMessage("Jupyter was not found: there is no jupyter-lab or jupyter-notebook in PATH; "
                        + Jupyter.ADVICE);
    }

    @Test
    void aVariableThatPointsNowhereIsNamedAndThePathIsNotUsed() throws Exception {
        program(folder, "jupyter-lab", "exit 0");
        Map<String, String> environment = Map.of(Jupyter.VARIABLE, "/no/such/place", "PATH", folder.toString());
        assertThatIOException().isThrownBy(() -> Jupyter.find(environment, Jupyter.PAGES))
                .withMessageContaining("where LANEWISE_JUPYTER points to, /no/such/place; correct it");
    }

    @Test
    void jupyterSaysWhereItsDataAre() throws Exception {
        program(folder, "jupyter", "[ \"$1\" = --data-dir ] && echo \"$HOME/elsewhere\"");
        Map<String, String> environment = Map.of("HOME", "/home/somebody", "PATH", System.getenv("PATH"));
        assertThat(new Jupyter(folder).dataFolder(environment)).isEqualTo(Path.of("/home/somebody/elsewhere"));
    }

    @Test
    void aJupyterThatFailsIsReplacedByItsRules() throws Exception {
        program(folder, "jupyter", "echo broken; exit 1");
        Map<String, String> environment = Map.of("XDG_DATA_HOME", "/data", "HOME", "/home/somebody");
        assertThat(new Jupyter(folder).dataFolder(environment)).isEqualTo(Jupyter.userFolder(environment));
    }

    @Test
    void theUsersChoiceGoesBeforeTheRules() throws Exception {
        Map<String, String> environment = Map.of("JUPYTER_DATA_DIR", "/chosen", "XDG_DATA_HOME", "/data");
        assertThat(Jupyter.userFolder(environment)).isEqualTo(Path.of("/chosen"));
    }

    static Path program(Path folder, String name, String script) throws IOException {
        Path program = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }
}
