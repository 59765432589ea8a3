package io.convstream.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.zip.ZipException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.JobException;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.flink.util.InstantiationUtil;
import org.apache.flink.util.SerializedThrowable;
import org.junit.jupiter.api.Test;

final class FailureTest {

    @Test
    void reportsTheOutermostMessageOfConvstream() {
        IOException own = new IOException(
                "cut.zip is not a DL4J model or is broken", new ZipException("zip END header not found"));
        assertThat(Failure.of(own)).isEqualTo(new Failure("cut.zip is not a DL4J model or is broken", 1));
        assertThat(Failure.of(new ExecutionException(new UncheckedIOException(own)))
                        .sentence())
                .isEqualTo("cut.zip is not a DL4J model or is broken");
    }

    @Test
    void findsTheMessageInASerializedExceptionOfFlink() throws Exception {
        IOException own = new IOException("album.jpg cannot be read", new IOException("Is a directory"));
        Throwable job = new JobExecutionException(
                new JobID(), "Job execution failed.", new JobException("Recovery is suppressed", own));
        Throwable sent = InstantiationUtil.deserializeObject(
                InstantiationUtil.serializeObject(new SerializedThrowable(job)),
                getClass().getClassLoader());
        assertThat(Failure.of(new CompletionException(sent)).sentence()).isEqualTo("album.jpg cannot be read");
    }

    @Test
    void fallsBackToTheReasonOfTheSystem() {
        assertThat(Failure.of(new ExecutionException(new NoSuchFileException("runs/a/events")))
                        .sentence())
                .isEqualTo("there is no file runs/a/events");
        assertThat(Failure.of(new JobException("it failed", new OutOfMemoryError("Java heap space")))
                        .sentence())
                .startsWith("out of memory: Java's heap has ");
    }

    @Test
    void reportsABugWithItsSourceLine() {
        int[] none = {};
        RuntimeException bug = null;
        try {
            none[3] = 1;
        } catch (ArrayIndexOutOfBoundsException e) {
            bug = e;
        }
        assertThat(Failure.of(new JobException("it failed", bug)).sentence())
                .matches("Index 3 out of bounds for length 0 \\(FailureTest.java, line \\d+\\)\\. This is a bug in "
                        + "convstream: run the command again with --stacktrace and report it");
        assertThat(List.of(new NullPointerException(), new ClassCastException("x"), new NoClassDefFoundError("a/b")))
                .allSatisfy(other -> assertThat(Failure.of(other).sentence()).contains("This is a bug in convstream"));
    }

    @Test
    void wrappedUsageErrorsExitWith2() {
        assertThat(Failure.of(new CompletionException(new UsageException("no folder x"))))
                .isEqualTo(new Failure("no folder x", 2));
    }
}
