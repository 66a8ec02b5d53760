/** Says in the chat that decisions in access reviews wait for the person. */
import { ClipboardCheck } from "lucide-react";
import { go } from "../platform/location.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { useOwnReviews } from "./own-reviews.ts";
import { useReviewWords } from "./words/use-review-words.ts";

export function ReviewBanner() {
  const words = useReviewWords();
  const { reviews = [] } = useOwnReviews();
  const open = reviews.reduce((sum, one) => sum + one.open, 0);
  if (open === 0) return null;
  return (
    <Banner icon={<ClipboardCheck size={20} aria-hidden />} says={words.banner(open)}>
      <Button small kind="primary" onClick={() => go({ page: "settings", section: "reviews" })}>
        {words.look}
      </Button>
    </Banner>
  );
}
