package io.convstream.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that need only this machine. */
final class FindingsTest {

    @TempDir
    private Path folder;

    @Test
    void theMachineOfTheseTestsPasses() {
        assertThat(MachineCheck.all())
                .allSatisfy(finding ->
                        assertThat(finding.passed()).describedAs(finding.line()).isTrue())
                .extracting(Finding::subject)
                .containsExactly("Java", "processor", "memory", "ND4J", "GPU");
    }

    @Test
    void aWritableFolderIsLeftUnchanged() {
        Finding finding = FolderCheck.of(folder.resolve("run"));
        assertThat(finding.line()).startsWith("ok     run folder: " + folder.resolve("run") + " can be written, ");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFileIsNotARunFolder() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(FolderCheck.of(file).line())
                .startsWith("fails  run folder: " + file + " cannot be written (")
                .endsWith("): choose another --run");
    }
}
