package io.convstream;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** The system's Chromium without a window, looking at one page. */
final class Chromium implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final ChromeDriver driver;

    private Chromium(Path browser, Path chromedriver) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");
        options.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL"));
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.toFile())
                .usingAnyFreePort()
                .build();
        driver = new ChromeDriver(service, options);
    }

    /** Empty where Debian's {@code chromium} and {@code chromium-driver}, or what bears their names, are not there. */
    static Optional<Chromium> start() {
        Optional<Path> chromedriver = onPath("chromedriver");
        return onPath("chromium").flatMap(browser -> chromedriver.map(driver -> new Chromium(browser, driver)));
    }

    private static Optional<Path> onPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    void open(Path page, int width, String colors) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 800, "deviceScaleFactor", 1, "mobile", width < 600));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colors))));
        driver.get(page.toUri().toString());
    }

    void open(URI page, int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
        driver.get(page.toString());
    }

    Object evaluate(String script) {
        return Objects.requireNonNull(driver.executeScript("return " + script), script);
    }

    void click(String selector) {
        driver.findElement(By.cssSelector(selector)).click();
    }

    /** Clicks the first of these elements whose text begins so, once it is there. */
    void click(String selector, String beginning) throws InterruptedException {
        String found = "[...document.querySelectorAll(\"%s\")].find(one => one.innerText.trim().startsWith(\"%s\"))"
                .formatted(selector, beginning);
        await(found);
        ((WebElement) evaluate(found)).click();
    }

    /** Types into an element, once it is there, and Enter. */
    void type(String selector, String text) throws InterruptedException {
        await("document.querySelector(\"%s\")".formatted(selector));
        driver.findElement(By.cssSelector(selector)).sendKeys(text, Keys.ENTER);
    }

    /** Waits until something is true, or throws after a while. */
    void await(String condition) throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!Boolean.TRUE.equals(evaluate("!!(" + condition + ")"))) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("never became true: " + condition + "\n" + text());
            }
            Thread.sleep(100);
        }
    }

    String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    /** Console messages since the previous call. */
    List<String> console() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    /** The whole page, however long. */
    void screenshot(Path file) throws IOException {
        Object data = driver.executeCdpCommand("Page.captureScreenshot", Map.of("captureBeyondViewport", true))
                .get("data");
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(String.valueOf(data)));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
