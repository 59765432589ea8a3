package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that do not reach their end as they were meant to: they say so, and what they say is true. */
class FailureITCase {

    @TempDir
    private Path folder;

    @Test
    void tooLittleMemoryIsReportedInOneSentence() throws Exception {
        RunProcess process = start(folder.resolve("memory"), "--steps=4", "--batch-size=1000000");
        assertThat(process.await()).describedAs(process.output()).isEqualTo(1);
        assertThat(process.output())
                .contains("out of memory: Java's heap has ")
                .contains("choose a smaller --batch-size")
                .contains("There is no checkpoint to resume from.")
                .doesNotContain("NoSuchFile");
    }

    @Test
    void aDivergedRunResumesAsPrinted() throws Exception {
        Path run = folder.resolve("diverged");
        RunProcess calm = start(run, "--steps=1000000", "--schedule=constant", "--learning-rate=0.001");
        calm.awaitCheckpoint(run, 0);
        calm.interrupt();
        assertThat(calm.await()).describedAs(calm.output()).isZero();

        RunProcess wild =
                start(run, "--steps=1000000", "--schedule=constant", "--resume=" + run, "--learning-rate=1000");
        assertThat(wild.await()).describedAs(wild.output()).isEqualTo(1);
        assertThat(wild.output()).contains("is not finite at step").doesNotContain("Done:");
        Matcher advice = Pattern.compile("To resume from before that with a lower learning rate: \\S+ (.+)")
                .matcher(wild.output());
        assertThat(advice.find()).describedAs(wild.output()).isTrue();

        List<String> told = new ArrayList<>(Arrays.asList(advice.group(1).split(" ")));
        assertThat(told).contains("--learning-rate=1.0e+02");
        told.set(told.indexOf("--learning-rate=1.0e+02"), "--learning-rate=0.001"); // what a tenth leads to is chance
        RunProcess resumed = RunProcess.start(folder.resolve("resumed.log"), told);
        resumed.awaitCheckpoint(run, RunProcess.newestCheckpoint(run));
        resumed.interrupt();
        assertThat(resumed.await()).describedAs(resumed.output()).isZero();
        assertThat(resumed.output()).contains("Savepoint: ").doesNotContain("not finite");
    }

    @Test
    void badRecordsAreNotPartOfAStep() throws Exception {
        for (String part : List.of("train/a", "train/b", "test/a", "test/b")) {
            Path images = Files.createDirectories(folder.resolve("half-bad").resolve(part));
            for (int i = 0; i < 20; i++) {
                var image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
                image.setRGB(i, i, 0xFFFFFF);
                ImageIO.write(image, "png", images.resolve("good" + i + ".png").toFile());
                Files.writeString(images.resolve("bad" + i + ".png"), "no image");
            }
        }
        RunProcess process = start(
                folder.resolve("counted"), "--data=" + folder.resolve("half-bad"), "--steps=50", "--batch-size=8");
        assertThat(process.await()).describedAs(process.output()).isZero();
        assertThat(process.output()).contains("Done: model tiny, 400 images in 50 steps");
        assertThat(folder.resolve("counted/savepoints"))
                .satisfiesAnyOf(
                        savepoints -> assertThat(savepoints).doesNotExist(),
                        savepoints -> assertThat(savepoints).isEmptyDirectory());
    }

    private RunProcess start(Path run, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--network=tiny",
                "--towers=2",
                "--checkpoint-interval=500ms",
                "--log-every=100",
                "--no-report",
                "--seed=3",
                "--run=" + run));
        List<String> given = List.of(more);
        if (given.stream().noneMatch(option -> option.startsWith("--data="))) {
            arguments.add("--data=shapes");
        }
        arguments.addAll(given);
        return RunProcess.start(Files.createTempFile(folder, "run", ".log"), arguments);
    }
}
