package io.convstream.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Processes that outlive the command that started them. */
final class FlinkProcessTest {

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    private Path folder;

    private FlinkProcess process;

    @BeforeEach
    void nameAProcess() throws IOException {
        new FlinkProcesses(folder).claim();
        process = new FlinkProcess(folder, "taskmanager-1");
    }

    @Test
    void aProcessThatWasNeverStartedDoesNotRun() throws Exception {
        assertThat(process.running()).isEmpty();
        process.stop();
        assertThat(new FlinkProcesses(folder).started()).isEmpty();
    }

    @Test
    void itIsFoundAgainByItsNameAndStopped() throws Exception {
        process.start(List.of("sleep", "60"), folder);
        FlinkProcesses processes = new FlinkProcesses(folder);
        assertThat(processes.runningTaskManagers()).containsExactly(process);
        process.stop();
        assertThat(process.running()).isEmpty();
        assertThat(processes.started()).isEmpty();
    }

    @Test
    void aCorrectedClockDoesNotHideIt() throws IOException {
        ProcessHandle self = ProcessHandle.current();
        long startedAt = self.info().startInstant().orElseThrow().toEpochMilli();
        Files.writeString(folder.resolve("taskmanager-1.pid"), self.pid() + " " + (startedAt - 1000));
        assertThat(new FlinkProcess(folder, "taskmanager-1").running()).isPresent();
    }

    @Test
    void anotherProcessWithTheSameIdIsNotIt() throws IOException {
        Files.writeString(
                folder.resolve("taskmanager-1.pid"), ProcessHandle.current().pid() + " 12345");
        assertThat(process.running()).isEmpty();
        assertThat(new FlinkProcesses(folder).started()).containsExactly(process);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aZombieDoesNotRun() throws Exception {
        Process parent = new ProcessBuilder("sh", "-c", "sleep 1 & echo $!; exec sleep 60").start();
        try (BufferedReader output = parent.inputReader()) {
            long pid = Long.parseLong(output.readLine());
            ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
            long startedAt = child.info().startInstant().orElseThrow().toEpochMilli();
            Files.writeString(folder.resolve("taskmanager-1.pid"), pid + " " + startedAt);
            assertThat(process.running()).isPresent();
            while (child.info().command().isPresent()) {
                Thread.sleep(20);
            }
            assertThat(child.isAlive()).isTrue();
            assertThat(process.running()).isEmpty();
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void anEmptyFileIsNoProcess() throws Exception {
        Files.createFile(folder.resolve("taskmanager-1.pid"));
        assertThat(process.running()).isEmpty();
        process.stop();
        assertThat(new FlinkProcesses(folder).started()).isEmpty();
    }

    @Test
    void theLastErrorIsWhyItEnded() throws Exception {
        process.start(List.of(JAVA, "-Xmx1k", "-version"), folder);
        while (process.running().isPresent()) {
            Thread.sleep(20);
        }
        assertThat(process.lastError()).startsWith("Too small").contains("taskmanager-1.out");
    }
}
