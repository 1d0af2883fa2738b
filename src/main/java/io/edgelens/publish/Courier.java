package io.edgelens.publish;

import io.edgelens.flow.Backoff;
import io.edgelens.flow.Outage;
import io.edgelens.flow.Worker;
import io.edgelens.publish.Message.Kind;
import io.edgelens.publish.Outbox.Parcel;
import io.edgelens.publish.Route.Outcome;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the messages of an {@link Outbox} over a {@link Route}, in order, on a thread of its own; those that did not
 * arrive again, after a growing pause. The publishers differ in their routes only.
 */
final class Courier implements Publisher {

    /**
     * How hard a route may be worked.
     *
     * @param underWay how many messages may be unconfirmed at a time
     * @param perSecond how many may go out a second in the long run
     */
    record Pace(int underWay, int perSecond) {}

    private static final Logger LOGGER = LoggerFactory.getLogger(Courier.class);
    private static final Duration PATIENCE = Duration.ofMillis(250);
    private static final Duration GOODBYE = Duration.ofMillis(250);

    private final String name;
    private final Outbox outbox;
    private final Route route;
    private final Semaphore underWay;
    private final Rate rate;
    private final Map<Kind, Outage> outages = new EnumMap<>(Kind.class);
    private final Backoff backoff = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(30));
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Worker worker;
    private volatile long pausedUntil = System.nanoTime();

    /** Takes {@code route} over. {@code name} is for the thread and the log. */
    Courier(String name, Outbox outbox, Route route, Pace pace) {
        this.name = name;
        this.outbox = outbox;
        this.route = route;
        this.underWay = new Semaphore(pace.underWay());
        this.rate = Rate.of(Duration.ofSeconds(1).dividedBy(pace.perSecond()), 10);
        for (var kind : Kind.values()) {
            outages.put(
                    kind,
                    new Outage(
                            reason -> LOGGER.atWarn().addKeyValue("to", name).log(reason),
                            again -> LOGGER.atInfo().addKeyValue("to", name).log(again)));
        }
        this.worker = Worker.start("publish-" + name, this::deliver, this::end, this::failed);
    }

    @Override
    public void publish(Message message) {
        outbox.add(message);
    }

    @Override
    public Delivery delivery() {
        return outbox.delivery();
    }

    private void deliver() throws InterruptedException {
        // In this order: nobody connects before there is something to say.
        if (!outbox.awaitMessage(PATIENCE)
                || !waitedLongEnough()
                || !route.awaitOpen(PATIENCE)
                || !underWay.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
        }
        var taken = outbox.take();
        if (taken.isEmpty()) {
            underWay.release();
            return;
        }
        rate.take(System.nanoTime());
        var parcel = taken.get();
        var unused = send(parcel.message()).thenAccept(outcome -> settle(parcel, outcome));
    }

    /** Waits a while for the pause after a failure, and for the rate; whether both are over. */
    private boolean waitedLongEnough() throws InterruptedException {
        long now = System.nanoTime();
        long left = Math.max(pausedUntil - now, rate.free(now) - now);
        if (left > 0) {
            TimeUnit.NANOSECONDS.sleep(Math.min(left, PATIENCE.toNanos()));
        }
        return left <= PATIENCE.toNanos();
    }

    private CompletableFuture<Outcome> send(Message message) {
        try {
            return route.send(message).exceptionally(failure -> new Outcome.Later(failure.toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.completedFuture(new Outcome.Later(""));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(new Outcome.Later(e.toString()));
        }
    }

    private void settle(Parcel parcel, Outcome outcome) {
        var outage = Objects.requireNonNull(outages.get(parcel.message().kind()));
        if (outcome instanceof Outcome.Sent) {
            outbox.sent(parcel);
            backoff.reset();
            outage.worked(
                    parcel.message().kind() == Kind.RESULT ? "results go out again" : "the status goes out again");
        } else if (outcome instanceof Outcome.Refused refused) {
            outbox.refused(parcel);
            tell(outage, refused.reason());
        } else if (outcome instanceof Outcome.Later later) {
            pause();
            outbox.again(parcel);
            tell(outage, later.reason());
        }
        underWay.release();
    }

    private static void tell(Outage outage, String reason) {
        if (!reason.isEmpty()) {
            outage.failed(reason);
        }
    }

    /** What fails together, because it was under way together, makes one pause. */
    private synchronized void pause() {
        long now = System.nanoTime();
        if (pausedUntil - now <= 0) {
            pausedUntil = now + backoff.next().toNanos();
        }
    }

    @Override
    public boolean flush(Duration patience) throws InterruptedException {
        return outbox.awaitEmpty(patience);
    }

    @Override
    public void close() {
        worker.stop();
        try {
            // A route that hangs, such as a stopped terminal, is left to its daemon thread.
            if (!ended.await(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOGGER.atWarn().addKeyValue("to", name).log("the publisher does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        try {
            route.close();
        } finally {
            int left = outbox.delivery().waiting();
            if (left > 0) {
                LOGGER.atWarn()
                        .addKeyValue("to", name)
                        .addKeyValue("results", left)
                        .log("ended with results not delivered");
            }
            ended.countDown();
        }
    }

    private void failed(Throwable failure) {
        LOGGER.atError().addKeyValue("to", name).setCause(failure).log("publishing stopped");
    }
}
