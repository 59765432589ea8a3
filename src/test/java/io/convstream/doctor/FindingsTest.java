package io.convstream.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found where nothing but this machine is needed. */
final class FindingsTest {

    @TempDir
    private Path folder;

    @Test
    void a_machine_that_runs_these_tests_is_fine() {
        assertThat(MachineCheck.all())
                .allSatisfy(finding ->
                        assertThat(finding.fine()).describedAs(finding.line()).isTrue())
                .extracting(Finding::what)
                .containsExactly("Java", "processor", "memory", "ND4J", "GPU");
    }

    @Test
    void a_folder_that_can_be_written_is_left_as_it_was() {
        Finding finding = FolderCheck.of(folder.resolve("run"));
        assertThat(finding.line()).startsWith("ok     run folder: " + folder.resolve("run") + " can be written, ");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_file_is_no_run_folder() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(FolderCheck.of(file).line())
                .startsWith("fails  run folder: " + file + " cannot be written (")
                .endsWith("): give another one with --run");
    }
}
