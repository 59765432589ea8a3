package io.convstream.cluster;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.net.InetAddress;

/** The address of this machine's host name, if neither DNS nor {@code /etc/hosts} resolves it. */
final class LocalHost {

    private LocalHost() {}

    /**
     * Makes {@link InetAddress#getLocalHost()} return the loopback address for the next five seconds. Before version 18
     * Java has no API for it; {@code flink-conf/jvm.flags} opens the package, as Flink's own flags do.
     */
    static void becomeLoopback() throws ReflectiveOperationException {
        Constructor<?> entry = Class.forName("java.net.InetAddress$CachedLocalHost")
                .getDeclaredConstructor(String.class, InetAddress.class);
        Field cache = InetAddress.class.getDeclaredField("cachedLocalHost");
        entry.setAccessible(true);
        cache.setAccessible(true);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        cache.set(null, entry.newInstance(loopback.getHostName(), loopback));
    }
}
