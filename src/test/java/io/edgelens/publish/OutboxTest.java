package io.edgelens.publish;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgelens.publish.Message.Kind;
import io.edgelens.publish.Outbox.Parcel;
import io.edgelens.publish.Publisher.Delivery;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private final Outbox outbox = new Outbox(3, 1_000);

    @Test
    void resultsComeOutInTheirOrder() throws Exception {
        results("1", "2", "3");

        assertThat(taken()).containsExactly("1", "2", "3");
    }

    @Test
    void whenItIsFullTheOldestIsDroppedAndCounted() throws Exception {
        results("1", "2", "3", "4", "5");

        assertThat(outbox.delivery()).isEqualTo(new Delivery(0, 2, 3));
        assertThat(taken()).containsExactly("3", "4", "5");
    }

    @Test
    void itsMemoryIsBoundedToo() throws Exception {
        results("a".repeat(600), "b".repeat(600), "c");

        assertThat(taken()).containsExactly("b".repeat(600), "c");
        assertThat(outbox.delivery().dropped()).isEqualTo(1);
    }

    @Test
    void noResultDisplacesTheStatusWhichComesFirst() throws Exception {
        results("1");
        status("ready");
        results("2", "3", "4", "5");

        assertThat(taken()).containsExactly("ready", "3", "4", "5");
    }

    @Test
    void onlyTheNewestStatusIsKept() throws Exception {
        status("camera lost");
        status("ready");

        assertThat(taken()).containsExactly("ready");
    }

    @Test
    void whatDidNotArriveComesOutAgainInItsPlace() throws Exception {
        results("1", "2", "3");
        var first = take();
        var second = take();
        outbox.again(second);
        outbox.again(first);

        assertThat(taken()).containsExactly("1", "2", "3");
    }

    @Test
    void whatDidNotArriveIsDroppedWhenNewerResultsHaveTakenItsRoom() throws Exception {
        results("1");
        var first = take();
        results("2", "3", "4");
        outbox.again(first);

        assertThat(taken()).containsExactly("2", "3", "4");
        assertThat(outbox.delivery().dropped()).isEqualTo(1);
    }

    @Test
    void aStatusThatDidNotArriveGivesWayToANewerOne() throws Exception {
        status("camera lost");
        var old = take();
        status("ready");
        outbox.again(old);

        assertThat(taken()).containsExactly("ready");
    }

    @Test
    void theNewestStatusIsRepeatedWhenAskedFor() throws Exception {
        status("ready");
        outbox.sent(take());
        outbox.repeatStatus();

        assertThat(taken()).containsExactly("ready");
    }

    @Test
    void whatBecameOfEachResultIsCounted() throws Exception {
        results("1", "2", "3");
        outbox.sent(take());
        outbox.refused(take());
        take();

        assertThat(outbox.delivery()).isEqualTo(new Delivery(1, 1, 1));
    }

    @Test
    void itIsEmptyOnlyWhenNothingIsUnderWay() throws Exception {
        results("1");
        var first = take();
        assertThat(outbox.awaitEmpty(ZERO)).isFalse();

        outbox.sent(first);
        assertThat(outbox.awaitEmpty(ofSeconds(5))).isTrue();
    }

    private void results(String... texts) {
        List.of(texts).forEach(text -> outbox.add(new Message("", text, Kind.RESULT)));
    }

    private void status(String text) {
        outbox.add(new Message("", text, Kind.STATUS));
    }

    private Parcel take() {
        return outbox.take().orElseThrow();
    }

    private List<String> taken() {
        var texts = new ArrayList<String>();
        for (var parcel = outbox.take(); parcel.isPresent(); parcel = outbox.take()) {
            texts.add(parcel.get().message().json());
        }
        return texts;
    }
}
